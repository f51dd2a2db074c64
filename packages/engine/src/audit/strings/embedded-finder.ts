import type { Account } from '../account.ts';
import type { AuditKind } from '../audit-result.ts';
import { isInside, type ByteRange } from '../byte-range.ts';
import type { FileBytes } from '../file-bytes.ts';
import { readTiff } from './read-tiff.ts';
import type { Slice } from './slice.ts';

/** A kind of file that may lie inside another one. */
interface Signature {
  /** Latin-1. */
  readonly bytes: string;
  /** Where in the inner file the bytes are. */
  readonly at: number;
  readonly what: string;
  readonly isPicture: boolean;
  /** Length in bytes of the inner file, which may go up to `end`; 0 where this is no such file after all. */
  readonly measure: (file: FileBytes, offset: number, end: number) => number;
}

const SIGNATURES: readonly Signature[] = [
  { bytes: '\xff\xd8\xff', at: 0, what: 'a JPEG picture', isPicture: true, measure: measureJpeg },
  {
    bytes: '\x89PNG\r\n\x1a\n',
    at: 0,
    what: 'a PNG picture',
    isPicture: true,
    measure: measurePng,
  },
  {
    bytes: 'WEBPVP8',
    at: 8,
    what: 'a WebP picture',
    isPicture: true,
    measure: (file, offset, end) =>
      file.startsWith(offset, 'RIFF') ? Math.min(end - offset, 8 + file.u32le(offset + 4)) : 0,
  },
  { bytes: 'GIF89a', at: 0, what: 'a GIF picture', isPicture: true, measure: measureToEnd },
  { bytes: 'GIF87a', at: 0, what: 'a GIF picture', isPicture: true, measure: measureToEnd },
  {
    bytes: 'ftyp',
    at: 4,
    what: 'a video or picture file (MP4, HEIF)',
    isPicture: false,
    measure: measureMp4,
  },
  { bytes: 'PK\x03\x04', at: 0, what: 'a ZIP archive', isPicture: false, measure: measureZip },
  { bytes: '%PDF-1.', at: 0, what: 'a PDF document', isPicture: false, measure: measureToEnd },
  {
    bytes: '7z\xbc\xaf\x27\x1c',
    at: 0,
    what: 'a 7z archive',
    isPicture: false,
    measure: measureToEnd,
  },
  {
    bytes: 'Rar!\x1a\x07',
    at: 0,
    what: 'a RAR archive',
    isPicture: false,
    measure: measureToEnd,
  },
  {
    bytes: '\x1aE\xdf\xa3',
    at: 0,
    what: 'a Matroska file',
    isPicture: false,
    measure: (file, offset, end) =>
      file.has(offset, 64) && /matroska|webm/.test(file.latin1(offset, 64)) ? end - offset : 0,
  },
];

/** Segments before the first scan of a JPEG; colour profiles have up to 255. */
const MAX_SEGMENTS = 400;

const TIFF_SIGNATURES = ['II*\0', 'MM\0*'];

/** Finds files inside a file, slice by slice. */
export class EmbeddedFinder {
  readonly #file: FileBytes;
  readonly #account: Account;
  readonly #coded: readonly ByteRange[];
  /** Where the last inner file of each kind ends: nothing of that kind is looked for before, or hostile files would be measured forever. */
  readonly #measuredTo = new Map<Signature, number>();

  constructor(file: FileBytes, account: Account, coded: readonly ByteRange[]) {
    this.#file = file;
    this.#account = account;
    this.#coded = coded;
  }

  /** Reports files that start in this slice, with the bytes to cut them out; thumbnails and positions of EXIF data too. */
  find(slice: Slice): void {
    for (const signature of SIGNATURES) {
      for (const found of placesOf(signature.bytes, slice)) this.#reportFile(signature, found - signature.at);
    }
    for (const bytes of TIFF_SIGNATURES) {
      for (const found of placesOf(bytes, slice)) {
        if (!isInside(this.#coded, found)) reportTiff(this.#file, found, this.#account);
      }
    }
  }

  #reportFile(signature: Signature, offset: number): void {
    if (offset <= 0 || offset < (this.#measuredTo.get(signature) ?? 0)) return;
    const account = this.#account;
    const length = signature.measure(this.#file, offset, account.endOfReported(offset, this.#file.size));
    if (length === 0) return;
    this.#measuredTo.set(signature, offset + length);
    if (account.isReported(offset, ['embedded-file'])) return;
    const isBehind = account.isReported(offset, ['trailing-data']);
    const kind: AuditKind = !signature.isPicture ? 'embedded-file' : isBehind ? 'second-picture' : 'thumbnail';
    account.report({
      offset,
      length,
      kind,
      rule: `telltale/${kind}`,
      text: `Inside the file there is ${signature.what}.`,
    });
  }
}

function* placesOf(bytes: string, slice: Slice): Generator<number> {
  const end = slice.to - slice.start;
  for (let at = slice.text.indexOf(bytes, slice.from - slice.start); at >= 0 && at < end;) {
    yield slice.start + at;
    at = slice.text.indexOf(bytes, at + 1);
  }
}

function reportTiff(file: FileBytes, offset: number, account: Account): void {
  const tiff = readTiff(file, offset);
  if (tiff === undefined) return;
  if (!account.isReported(offset, ['exif']))
    account.report({
      offset,
      length: tiff.length,
      kind: 'exif',
      rule: 'telltale/exif',
      text: 'Inside the file there is EXIF data.',
    });
  if (tiff.hasPosition)
    account.report({
      offset,
      length: 0,
      kind: 'gps-like',
      rule: 'telltale/gps-like',
      text: 'The EXIF data has a place for a position.',
    });
  const { thumbnail } = tiff;
  const isNew = thumbnail !== undefined && !file.startsWith(thumbnail.offset, '\xff\xd8\xff');
  if (isNew)
    account.report({
      ...thumbnail,
      kind: 'thumbnail',
      rule: 'telltale/thumbnail',
      text: 'The EXIF data has a thumbnail that is not a JPEG picture.',
    });
}

function measureToEnd(_file: FileBytes, offset: number, end: number): number {
  return end - offset;
}

/** Goes from segment to segment to the first scan; two segments must be right, for chance makes the first three bytes once in 16 MB. */
function measureJpeg(file: FileBytes, offset: number, end: number): number {
  let position = offset + 2;
  for (let segments = 0; segments < MAX_SEGMENTS && position + 4 <= end && file.u8(position) === 0xff; segments += 1) {
    const marker = file.u8(position + 1);
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9)) return 0;
    const length = file.u16(position + 2);
    if (length < 2) return 0;
    position += 2 + length;
    if (marker === 0xda) return segments < 2 ? 0 : findJpegEnd(file, position, end) - offset;
  }
  return 0;
}

function findJpegEnd(file: FileBytes, from: number, end: number): number {
  for (let position = from; position < end;) {
    const slice = file.latin1(position, Math.min(1 << 16, end - position));
    const found = slice.indexOf('\xff\xd9');
    if (found >= 0) return position + found + 2;
    position += Math.max(1, slice.length - 1);
  }
  return end;
}

function measurePng(file: FileBytes, offset: number, end: number): number {
  if (!file.startsWith(offset + 12, 'IHDR')) return 0;
  let position = offset + 8;
  while (position + 12 <= end) {
    const isEnd = file.startsWith(position + 4, 'IEND');
    position += 12 + file.u32(position);
    if (isEnd) break;
  }
  return Math.min(position, end) - offset;
}

/** File types are short boxes whose brand is text. */
function measureMp4(file: FileBytes, offset: number, end: number): number {
  if (offset + 16 > end) return 0;
  const size = file.u32(offset);
  const isPlausible =
    size >= 16 && size <= 512 && size % 4 === 0 && /^[a-zA-Z0-9 ]{4}$/.test(file.latin1(offset + 8, 4));
  return isPlausible ? end - offset : 0;
}

function measureZip(file: FileBytes, offset: number, end: number): number {
  if (offset + 30 > end) return 0;
  const method = file.u16le(offset + 8);
  const nameLength = file.u16le(offset + 26);
  const isPlausible =
    file.u8(offset + 4) <= 63 &&
    file.u8(offset + 5) <= 20 &&
    [0, 8, 9, 12, 14, 93, 95].includes(method) &&
    nameLength > 0 &&
    nameLength < 1024;
  return isPlausible ? end - offset : 0;
}
