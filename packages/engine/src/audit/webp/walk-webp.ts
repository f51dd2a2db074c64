import type { Account } from '../account.ts';
import type { AuditKind } from '../audit-result.ts';
import type { FileBytes } from '../file-bytes.ts';

const KNOWN_CHUNKS: Readonly<Record<string, { readonly kind: AuditKind; readonly what: string }>> = {
  ICCP: { kind: 'icc', what: 'a colour profile' },
  EXIF: { kind: 'exif', what: 'EXIF data' },
  'XMP ': { kind: 'xmp', what: 'XMP data' },
  C2PA: { kind: 'provenance', what: 'a JUMBF box (C2PA)' },
};

/** What a walk found that a viewer shows. */
export interface WebpContent {
  readonly frames: number;
  readonly isAnimation: boolean;
}

/** Walks one WebP file from its first to its last byte. The inside of coded pictures is checked for sizes only. */
export function walkWebp(file: FileBytes, account: Account): WebpContent {
  return new WebpWalk(file, account).run();
}

class WebpWalk {
  readonly #file: FileBytes;
  readonly #account: Account;
  #pictures = 0;
  #frames = 0;
  #isAnimation = false;

  constructor(file: FileBytes, account: Account) {
    this.#file = file;
    this.#account = account;
  }

  run(): WebpContent {
    const file = this.#file;
    this.#account.allow('RIFF', 0, 12);
    const riffEnd = 8 + file.u32le(4);
    if (riffEnd > file.size) this.#report(file.size, 0, 'damaged', 'The file is shorter than its header says.');
    const end = Math.min(riffEnd, file.size);
    this.#walkChunks(12, end, false);
    const rest = file.size - end;
    if (rest > 0)
      this.#account.report({
        offset: end,
        length: rest,
        kind: 'trailing-data',
        rule: 'webp/RIFF',
        text: `${rest} bytes follow the end of the file.`,
      });
    if (this.#pictures + this.#frames === 0) this.#report(end, 0, 'damaged', 'The file holds no picture.');
    if (this.#pictures > 1 || (this.#pictures > 0 && this.#frames > 0))
      this.#report(12, 0, 'second-picture', 'The file holds more than one picture.');
    return { frames: this.#isAnimation ? this.#frames : this.#pictures, isAnimation: this.#isAnimation };
  }

  #report(offset: number, length: number, kind: AuditKind, text: string): void {
    this.#account.report({ offset, length, kind, rule: 'webp/not-listed', text });
  }

  #walkChunks(start: number, end: number, isInFrame: boolean): void {
    const file = this.#file;
    for (let position = start; position < end;) {
      if (position + 8 > end) {
        this.#report(position, end - position, 'unaccounted', 'Bytes too few for a chunk.');
        return;
      }
      const type = file.latin1(position, 4);
      const length = file.u32le(position + 4);
      const next = position + 8 + length + (length % 2);
      if (position + 8 + length > end) {
        this.#report(position, end - position, 'damaged', 'A chunk claims more bytes than there are.');
        return;
      }
      this.#walkChunk(type, position, length, isInFrame);
      if (length % 2 === 1 && next <= end) this.#walkPadding(next - 1);
      position = next;
    }
  }

  #walkPadding(offset: number): void {
    this.#account.add(offset, 1);
    if (this.#file.u8(offset) !== 0) this.#report(offset, 1, 'unaccounted', 'A padding byte is not 0.');
  }

  #walkChunk(type: string, position: number, length: number, isInFrame: boolean): void {
    const file = this.#file;
    const body = position + 8;
    if (type === 'VP8X' && length === 10 && position === 12) {
      const flags = file.u8(body);
      this.#isAnimation = (flags & 2) !== 0;
      this.#account.allow('VP8X', position, 18, {
        reserved: (flags & 0xc1) | file.u24le(body + 1),
        profile: (flags >> 5) & 1,
        alpha: (flags >> 4) & 1,
        exif: (flags >> 3) & 1,
        xmp: (flags >> 2) & 1,
        animation: (flags >> 1) & 1,
        width: file.u24le(body + 4) + 1,
        height: file.u24le(body + 7) + 1,
      });
    } else if (type === 'ANIM' && length === 6 && !isInFrame)
      this.#account.allow('ANIM', position, 14, { background: file.u32le(body), loops: file.u16le(body + 4) });
    else if (type === 'ANMF' && length >= 16 && !isInFrame && this.#isAnimation) this.#walkFrame(position, length);
    else if (type === 'ALPH' && length >= 1) {
      const packed = file.u8(body);
      this.#account.allow('ALPH', position, 9, {
        reserved: packed >> 6,
        preprocessing: (packed >> 4) & 3,
        filter: (packed >> 2) & 3,
        compression: packed & 3,
      });
      this.#account.add(body + 1, length - 1, 'coded');
    } else if (type === 'VP8 ') this.#walkLossy(position, length, isInFrame);
    else if (type === 'VP8L') this.#walkLossless(position, length, isInFrame);
    else {
      const known = KNOWN_CHUNKS[type];
      const name = type.replaceAll(/[^ -~]/g, '?');
      this.#report(
        position,
        8 + length,
        known?.kind ?? 'metadata',
        `The file carries ${known?.what ?? `a chunk that is not listed (${name})`}.`,
      );
    }
  }

  #walkFrame(position: number, length: number): void {
    const file = this.#file;
    const body = position + 8;
    const packed = file.u8(body + 15);
    this.#account.allow('ANMF', position, 24, {
      x: 2 * file.u24le(body),
      y: 2 * file.u24le(body + 3),
      width: file.u24le(body + 6) + 1,
      height: file.u24le(body + 9) + 1,
      duration: file.u24le(body + 12),
      reserved: packed >> 2,
      blend: (packed >> 1) & 1,
      dispose: packed & 1,
    });
    const before = this.#pictures;
    this.#walkChunks(body + 16, body + length, true);
    if (this.#pictures - before !== 1)
      this.#report(
        position,
        0,
        this.#pictures === before ? 'damaged' : 'second-picture',
        'A frame does not hold exactly one picture.',
      );
    this.#pictures = before;
    this.#frames += 1;
  }

  #walkLossy(position: number, length: number, isInFrame: boolean): void {
    const file = this.#file;
    const body = position + 8;
    if (length < 10 || file.u24le(body + 3) !== 0x2a019d) {
      this.#report(position, 8 + length, 'damaged', 'A coded picture has no start code.');
      return;
    }
    const tag = file.u24le(body);
    const fields = {
      keyFrame: 1 - (tag & 1),
      version: (tag >> 1) & 7,
      shown: (tag >> 4) & 1,
      width: file.u16le(body + 6) & 0x3fff,
      height: file.u16le(body + 8) & 0x3fff,
    };
    this.#account.allow('VP8 ', position, 18, fields);
    this.#account.add(body + 10, length - 10, 'coded');
    if (10 + (tag >> 5) > length)
      this.#report(position, 0, 'damaged', 'A coded picture is shorter than its first partition.');
    this.#countPicture(isInFrame);
  }

  #walkLossless(position: number, length: number, isInFrame: boolean): void {
    const file = this.#file;
    const body = position + 8;
    if (length < 5 || file.u8(body) !== 0x2f) {
      this.#report(position, 8 + length, 'damaged', 'A losslessly coded picture has no signature.');
      return;
    }
    const packed = file.u32le(body + 1);
    this.#account.allow('VP8L', position, 13, {
      width: (packed & 0x3fff) + 1,
      height: ((packed >>> 14) & 0x3fff) + 1,
      alpha: (packed >>> 28) & 1,
      version: packed >>> 29,
    });
    this.#account.add(body + 5, length - 5, 'coded');
    this.#countPicture(isInFrame);
  }

  #countPicture(isInFrame: boolean): void {
    this.#pictures += 1;
    if (this.#isAnimation && !isInFrame)
      this.#report(this.#file.size, 0, 'second-picture', 'A still picture beside the frames of an animation.');
  }
}
