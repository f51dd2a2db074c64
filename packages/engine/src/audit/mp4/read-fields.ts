import type { FieldValues } from '../account.ts';
import type { FileBytes } from '../file-bytes.ts';
import type { Box } from './box.ts';

/** Reads the fields of a box. @returns undefined where the box has not the length that its fields need. */
type FieldReader = (file: FileBytes, box: Box) => FieldValues | undefined;

/** Boxes whose fields are checked against the allow-list, by type. Sample tables are in `read-tables.ts`. */
export const FIELD_READERS: Readonly<Record<string, FieldReader>> = {
  ftyp: ifLong(8, (file, { body }) => ({ majorBrand: file.latin1(body, 4), minorVersion: file.u32(body + 4) })),
  mvhd: readMovieHeader,
  tkhd: readTrackHeader,
  mdhd: readMediaHeader,
  hdlr: ifLong(24, (file, { body, end }) => ({
    ...versionAndFlags(file, body),
    preDefined: file.u32(body + 4),
    handler: file.latin1(body + 8, 4),
    reserved: zeroOrOne(file, body + 12, 12),
    name: file.latin1(body + 24, Math.min(256, end - body - 24)).replace(/\0$/, ''),
  })),
  vmhd: ifExactly(12, (file, { body }) => ({
    ...versionAndFlags(file, body),
    mode: file.u16(body + 4),
    color: zeroOrOne(file, body + 6, 6),
  })),
  smhd: ifExactly(8, (file, { body }) => ({
    ...versionAndFlags(file, body),
    balance: file.u16(body + 4),
    reserved: file.u16(body + 6),
  })),
  'url ': ifLong(4, (file, { body, end }) => ({ ...versionAndFlags(file, body), payloadBytes: end - body - 4 })),
  pasp: ifExactly(8, (file, { body }) => ({ horizontal: file.u32(body), vertical: file.u32(body + 4) })),
  colr: ifLong(4, (file, { body, end }) => {
    const type = file.latin1(body, 4);
    if (end - body !== 11 || type !== 'nclx') return { type };
    const range = file.u8(body + 10);
    return {
      type,
      primaries: file.u16(body + 4),
      transfer: file.u16(body + 6),
      matrix: file.u16(body + 8),
      fullRange: range >> 7,
      reserved: range & 0x7f,
    };
  }),
};

/** Version and flags of a full box. */
export function versionAndFlags(file: FileBytes, body: number): { readonly version: number; readonly flags: number } {
  const packed = file.u32(body);
  return { version: packed >>> 24, flags: packed & 0xffffff };
}

/** 0 where all bytes are 0, else 1. */
export function zeroOrOne(file: FileBytes, offset: number, length: number): number {
  return file.view(offset, length).every((byte) => byte === 0) ? 0 : 1;
}

function ifLong(minimum: number, read: FieldReader): FieldReader {
  return (file, box) => (box.end - box.body >= minimum ? read(file, box) : undefined);
}

function ifExactly(length: number, read: FieldReader): FieldReader {
  return (file, box) => (box.end - box.body === length ? read(file, box) : undefined);
}

/** Reads the times of a header, whose width depends on its version. `extra` bytes lie between the times and the duration's field. */
function readTimes(
  file: FileBytes,
  body: number,
  hasTrack: boolean,
): { readonly fields: FieldValues; readonly next: number } {
  const isLong = file.u8(body) === 1;
  const wide = isLong ? 8 : 4;
  const read = (at: number): number => (isLong ? file.u64(at) : file.u32(at));
  const middle = body + 4 + 2 * wide;
  const duration = middle + (hasTrack ? 8 : 4);
  const times = {
    ...versionAndFlags(file, body),
    creationTime: read(body + 4),
    modificationTime: read(body + 4 + wide),
    duration: read(duration),
  };
  const fields = hasTrack
    ? { ...times, track: file.u32(middle), reserved: file.u32(middle + 4) }
    : { ...times, timescale: file.u32(middle) };
  return { fields, next: duration + wide };
}

function readMatrix(file: FileBytes, offset: number): string {
  return Array.from({ length: 9 }, (_, i) => file.u32(offset + 4 * i)).join(' ');
}

function readMovieHeader(file: FileBytes, { body, end }: Box): FieldValues | undefined {
  if (end - body < 4 || end - body !== (file.u8(body) === 1 ? 112 : 100)) return undefined;
  const { fields, next } = readTimes(file, body, false);
  return {
    ...fields,
    rate: file.u32(next),
    volume: file.u16(next + 4),
    reserved: zeroOrOne(file, next + 6, 10),
    matrix: readMatrix(file, next + 16),
    preDefined: zeroOrOne(file, next + 52, 24),
    nextTrack: file.u32(next + 76),
  };
}

function readTrackHeader(file: FileBytes, { body, end }: Box): FieldValues | undefined {
  if (end - body < 4 || end - body !== (file.u8(body) === 1 ? 96 : 84)) return undefined;
  const { fields, next } = readTimes(file, body, true);
  const isReservedZero = fields['reserved'] === 0 && zeroOrOne(file, next, 8) === 0 && file.u16(next + 14) === 0;
  return {
    ...fields,
    reserved: isReservedZero ? 0 : 1,
    layer: file.u16(next + 8),
    alternateGroup: file.u16(next + 10),
    volume: file.u16(next + 12),
    matrix: readMatrix(file, next + 16),
    width: file.u32(next + 52),
    height: file.u32(next + 56),
  };
}

function readMediaHeader(file: FileBytes, { body, end }: Box): FieldValues | undefined {
  if (end - body < 4 || end - body !== (file.u8(body) === 1 ? 36 : 24)) return undefined;
  const { fields, next } = readTimes(file, body, false);
  const packed = file.u16(next);
  const language = [10, 5, 0].map((shift) => String.fromCharCode(0x60 + ((packed >> shift) & 31))).join('');
  return { ...fields, language, preDefined: file.u16(next + 2) };
}
