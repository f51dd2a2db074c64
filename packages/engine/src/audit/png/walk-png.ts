import type { Account } from '../account.ts';
import type { AuditKind } from '../audit-result.ts';
import type { FileBytes } from '../file-bytes.ts';
import { countPngRowBytes, type PngHeader } from './png-header.ts';
import { crc32 } from './crc32.ts';
import { PictureMeter } from './picture-meter.ts';
import type { CreateZlibMeter } from './zlib-meter.ts';

/** What chunks that are not on the allow-list are. */
const KNOWN_CHUNKS: Readonly<
  Record<string, { readonly kind: AuditKind; readonly what: string; readonly severity?: 'notice' }>
> = {
  tEXt: { kind: 'comment', what: 'text' },
  zTXt: { kind: 'comment', what: 'compressed text' },
  iTXt: { kind: 'comment', what: 'text (XMP is kept this way)' },
  eXIf: { kind: 'exif', what: 'EXIF data' },
  tIME: { kind: 'time', what: 'the time of its last change' },
  acTL: { kind: 'metadata', what: 'an animation' },
  fcTL: { kind: 'metadata', what: 'a frame of an animation' },
  fdAT: { kind: 'second-picture', what: 'a frame of an animation' },
  caBX: { kind: 'provenance', what: 'a JUMBF box (C2PA)' },
  iCCP: { kind: 'icc', what: 'a colour profile' },
  PLTE: { kind: 'not-listed', what: 'a palette', severity: 'notice' },
  tRNS: { kind: 'not-listed', what: 'clear colours', severity: 'notice' },
  sRGB: { kind: 'not-listed', what: 'a mark that says sRGB', severity: 'notice' },
  gAMA: { kind: 'not-listed', what: 'a gamma value', severity: 'notice' },
  cHRM: { kind: 'not-listed', what: 'chromaticities', severity: 'notice' },
  cICP: { kind: 'not-listed', what: 'colour codes', severity: 'notice' },
  bKGD: { kind: 'not-listed', what: 'a background colour', severity: 'notice' },
  sBIT: { kind: 'not-listed', what: 'a number of significant bits', severity: 'notice' },
};

/** Walks one PNG file from its first to its last byte, checks every CRC and inflates the picture. @returns the number of pictures. */
export async function walkPng(file: FileBytes, account: Account, createMeter: CreateZlibMeter): Promise<number> {
  const report = (
    offset: number,
    length: number,
    kind: AuditKind,
    text: string,
    severity: 'leak' | 'notice' = 'leak',
  ): void => account.report({ offset, length, kind, rule: 'png/not-listed', text, severity });
  account.allow('signature', 0, 8);
  let header: PngHeader | undefined;
  let meter: PictureMeter | undefined;
  let isPictureOver = false;
  let position = 8;
  while (position < file.size) {
    const length = file.u32(position);
    const end = position + 12 + length;
    if (!file.has(position, 12 + length)) {
      report(position, file.size - position, 'damaged', 'A chunk claims more bytes than the file has.');
      return header === undefined ? 0 : 1;
    }
    const type = file.latin1(position + 4, 4);
    if (crcOf(file, position + 4, length + 4) !== file.u32(end - 4))
      report(position, 12 + length, 'damaged', 'The checksum of a chunk is wrong.');
    if (type !== 'IDAT' && meter !== undefined) isPictureOver = true;
    if (type === 'IHDR' && length === 13 && position === 8) header = readHeader(file, account, position);
    else if (type === 'IDAT' && header !== undefined && !isPictureOver) {
      account.allow('IDAT', position, 8);
      account.add(position + 8, length, 'coded');
      account.add(end - 4, 4, 'coded');
      meter ??= new PictureMeter(countPngRowBytes(header), createMeter);
      await feed(meter, file, position + 8, length);
    } else if (type === 'pHYs' && length === 9) {
      const fields = {
        horizontal: file.u32(position + 8),
        vertical: file.u32(position + 12),
        unit: file.u8(position + 16),
      };
      account.allow('pHYs', position, 21, fields);
    } else if (type === 'IEND' && length === 0) {
      account.allow('IEND', position, 12);
      if (end < file.size)
        account.report({
          offset: end,
          length: file.size - end,
          kind: 'trailing-data',
          rule: 'png/IEND',
          text: `${file.size - end} bytes follow the end of the picture.`,
        });
      await closePicture(meter, report, position);
      return header === undefined ? 0 : 1;
    } else {
      const known = KNOWN_CHUNKS[type];
      report(
        position,
        12 + length,
        known?.kind ?? 'metadata',
        `The picture carries ${known?.what ?? `a chunk that is not listed (${printable(type)})`}.`,
        known?.severity,
      );
    }
    position = end;
  }
  report(file.size, 0, 'damaged', 'The picture has no end chunk.');
  await closePicture(meter, report, file.size);
  return header === undefined ? 0 : 1;
}

function readHeader(file: FileBytes, account: Account, position: number): PngHeader {
  const header = {
    width: file.u32(position + 8),
    height: file.u32(position + 12),
    bitDepth: file.u8(position + 16),
    colorType: file.u8(position + 17),
    compression: file.u8(position + 18),
    filter: file.u8(position + 19),
    interlace: file.u8(position + 20),
  };
  account.allow('IHDR', position, 25, { ...header });
  return header;
}

async function feed(meter: PictureMeter, file: FileBytes, offset: number, length: number): Promise<void> {
  for (let done = 0; done < length;) {
    const part = Math.min(1 << 16, length - done);
    await meter.write(file.copy(offset + done, part), offset + done);
    done += part;
  }
}

async function closePicture(
  meter: PictureMeter | undefined,
  report: (offset: number, length: number, kind: AuditKind, text: string) => void,
  end: number,
): Promise<void> {
  if (meter === undefined) {
    report(end, 0, 'damaged', 'The picture has no coded data.');
    return;
  }
  const { unusedBytes, unusedOffset, isDamaged, isShort, hasMore } = await meter.finish();
  if (isDamaged) report(end, 0, 'damaged', 'The coded picture does not inflate.');
  if (isShort) report(end, 0, 'damaged', 'The coded picture has fewer rows than its header says.');
  if (hasMore) report(end, 0, 'unaccounted', 'The coded picture holds more bytes than its rows need.');
  if (unusedBytes > 0)
    report(
      unusedOffset,
      unusedBytes,
      'unaccounted',
      `${unusedBytes} bytes inside the coded picture inflate to nothing.`,
    );
}

function crcOf(file: FileBytes, offset: number, length: number): number {
  let crc = 0;
  for (let done = 0; done < length;) {
    const part = file.view(offset + done, Math.min(file.windowBytes, length - done));
    crc = crc32(part, crc);
    done += part.length;
  }
  return crc;
}

function printable(type: string): string {
  return type.replaceAll(/[^ -~]/g, '?');
}
