import type { Account } from '../account.ts';
import type { AuditKind } from '../audit-result.ts';
import type { FileBytes } from '../file-bytes.ts';
import { LzwMeter } from './lzw-meter.ts';

/** What application extensions that are not on the allow-list are, by name. */
const KNOWN_APPLICATIONS: Readonly<Record<string, { readonly kind: AuditKind; readonly what: string }>> = {
  'XMP DataXMP': { kind: 'xmp', what: 'XMP data' },
  ICCRGBG1012: { kind: 'icc', what: 'a colour profile' },
};

/** Walks one GIF file from its first to its last byte and decodes the lengths of its frames. @returns the number of frames. */
export function walkGif(file: FileBytes, account: Account): number {
  return new GifWalk(file, account).run();
}

class GifWalk {
  readonly #file: FileBytes;
  readonly #account: Account;
  #frames = 0;

  constructor(file: FileBytes, account: Account) {
    this.#file = file;
    this.#account = account;
  }

  run(): number {
    const file = this.#file;
    const flags = file.u8(10);
    this.#account.allow('header', 0, 13, {
      version: file.latin1(3, 3),
      width: file.u16le(6),
      height: file.u16le(8),
      flags,
      background: file.u8(11),
      aspect: file.u8(12),
    });
    let position = this.#walkColors(13, flags);
    while (position < file.size) {
      const kind = file.u8(position);
      if (kind === 0x3b) {
        this.#account.allow('trailer', position, 1);
        const rest = file.size - position - 1;
        if (rest > 0)
          this.#account.report({
            offset: position + 1,
            length: rest,
            kind: 'trailing-data',
            rule: 'gif/trailer',
            text: `${rest} bytes follow the end of the file.`,
          });
        return this.#frames;
      }
      if (kind === 0x21) position = this.#walkExtension(position);
      else if (kind === 0x2c) position = this.#walkImage(position);
      else {
        this.#report(position, file.size - position, 'unaccounted', 'What follows is no block of a GIF.');
        return this.#frames;
      }
    }
    this.#report(file.size, 0, 'damaged', 'The file has no end mark.');
    return this.#frames;
  }

  #report(offset: number, length: number, kind: AuditKind, text: string, severity: 'leak' | 'notice' = 'leak'): void {
    this.#account.report({ offset, length, kind, rule: 'gif/not-listed', text, severity });
  }

  #walkColors(position: number, flags: number): number {
    if ((flags & 0x80) === 0) return position;
    const length = 3 << ((flags & 7) + 1);
    if (!this.#file.has(position, length)) this.#report(this.#file.size, 0, 'damaged', 'A colour table is cut off.');
    this.#account.allow('colors', position, Math.min(length, this.#file.size - position), {}, 'coded');
    return position + length;
  }

  /** Goes over sub-blocks to the terminator. @returns the place after it. */
  #endOfSubBlocks(from: number): number {
    let position = from;
    for (;;) {
      if (position >= this.#file.size) return this.#file.size;
      const length = this.#file.u8(position);
      position += 1 + length;
      if (length === 0) return position;
    }
  }

  #walkExtension(position: number): number {
    const file = this.#file;
    const label = file.u8(position + 1);
    const end = this.#endOfSubBlocks(position + 2);
    const length = end - position;
    if (label === 0xf9 && length === 8 && file.u8(position + 2) === 4) {
      const packed = file.u8(position + 3);
      this.#account.allow('control', position, 8, {
        reserved: packed >> 5,
        disposal: (packed >> 2) & 7,
        userInput: (packed >> 1) & 1,
        transparent: packed & 1,
        delay: file.u16le(position + 4),
        clearColor: file.u8(position + 6),
      });
    } else if (label === 0xff && length === 19 && file.startsWith(position + 2, '\x0bNETSCAPE2.0\x03\x01')) {
      this.#account.allow('NETSCAPE', position, 19, { loops: file.u16le(position + 16) });
    } else if (label === 0xfe) this.#report(position, length, 'comment', 'The file carries a comment.');
    else if (label === 0xff) {
      const application = KNOWN_APPLICATIONS[file.has(position + 3, 11) ? file.latin1(position + 3, 11) : ''];
      this.#report(
        position,
        length,
        application?.kind ?? 'metadata',
        `The file carries ${application?.what ?? 'data of an unknown application'}.`,
      );
    } else this.#report(position, length, 'metadata', 'The file carries an extension that is not listed.');
    return end;
  }

  #walkImage(position: number): number {
    const file = this.#file;
    const [width, height, flags] = [file.u16le(position + 5), file.u16le(position + 7), file.u8(position + 9)];
    this.#account.allow('image', position, 10, {
      x: file.u16le(position + 1),
      y: file.u16le(position + 3),
      width,
      height,
      flags: flags & 0xe7,
      reserved: (flags >> 3) & 3,
    });
    const dataStart = this.#walkColors(position + 10, flags);
    const minimumSize = file.u8(dataStart);
    const end = this.#endOfSubBlocks(dataStart + 1);
    if (minimumSize < 1 || minimumSize > 8) {
      this.#report(dataStart, end - dataStart, 'damaged', 'A frame has an impossible number of bits per pixel.');
      return end;
    }
    this.#frames += 1;
    this.#account.add(dataStart, end - dataStart, 'coded');
    this.#measure(new LzwMeter(minimumSize), dataStart + 1, end, width * height);
    return end;
  }

  #measure(meter: LzwMeter, dataStart: number, end: number, pixels: number): void {
    let unused = 0;
    let firstUnused = -1;
    for (let position = dataStart; position < end;) {
      const length = this.#file.u8(position);
      const bytes = this.#file.view(position + 1, Math.min(length, end - position - 1));
      const used = meter.write(bytes);
      if (used < bytes.length && firstUnused < 0) firstUnused = position + 1 + used;
      unused += bytes.length - used;
      position += 1 + length;
    }
    if (meter.isDamaged)
      this.#report(
        firstUnused < 0 ? dataStart : firstUnused,
        Math.max(unused, 0),
        'damaged',
        'A frame does not decode.',
      );
    else if (unused > 0) {
      const isFlush = unused === 1 && this.#file.u8(firstUnused) === 0;
      this.#report(
        firstUnused,
        unused,
        'unaccounted',
        `${unused} bytes inside a frame decode to nothing.`,
        isFlush ? 'notice' : 'leak',
      );
    }
    if (!meter.isEnded && !meter.isDamaged) this.#report(end, 0, 'damaged', 'A frame has no end code.');
    if (meter.pixels > pixels)
      this.#report(dataStart, end - dataStart, 'unaccounted', 'A frame decodes to more pixels than it has.');
    if (meter.isEnded && meter.pixels < pixels)
      this.#report(dataStart, 0, 'damaged', 'A frame decodes to fewer pixels than it has.');
  }
}
