import type { FileBytes } from '../file-bytes.ts';

const TAG_STRIP_OFFSETS = 0x0111;
const TAG_STRIP_BYTES = 0x0117;
const TAG_JPEG_OFFSET = 0x0201;
const TAG_JPEG_BYTES = 0x0202;
const TAG_POSITION = 0x8825;

/** What EXIF data says of places and thumbnails. Places are in the whole file. */
export interface TiffContent {
  /** Bytes up to the last directory found; at least the header. */
  readonly length: number;
  readonly hasPosition: boolean;
  readonly thumbnail: { readonly offset: number; readonly length: number } | undefined;
}

/** Reads the first two directories of EXIF data. @returns undefined where there is no such thing. */
export function readTiff(file: FileBytes, offset: number): TiffContent | undefined {
  if (!file.has(offset, 8)) return undefined;
  const isLittle = file.u8(offset) === 0x49;
  const u16 = (at: number): number => (isLittle ? file.u16le(at) : file.u16(at));
  const u32 = (at: number): number => (isLittle ? file.u32le(at) : file.u32(at));
  const readDirectory = (
    at: number,
  ): { readonly tags: ReadonlyMap<number, number>; readonly next: number; readonly end: number } | undefined => {
    if (!file.has(at, 2)) return undefined;
    const count = u16(at);
    if (count === 0 || count > 512 || !file.has(at, 6 + 12 * count)) return undefined;
    const tags = new Map<number, number>();
    for (let i = 0; i < count; i += 1) {
      const entry = at + 2 + 12 * i;
      const type = u16(entry + 2);
      if (type < 1 || type > 13) return undefined;
      tags.set(u16(entry), type === 3 ? u16(entry + 8) : u32(entry + 8));
    }
    return { tags, next: u32(at + 2 + 12 * count), end: at + 6 + 12 * count };
  };
  const first = readDirectory(offset + u32(offset + 4));
  if (first === undefined) return undefined;
  const second = first.next === 0 ? undefined : readDirectory(offset + first.next);
  const start = second?.tags.get(TAG_JPEG_OFFSET) ?? second?.tags.get(TAG_STRIP_OFFSETS);
  const length = second?.tags.get(TAG_JPEG_BYTES) ?? second?.tags.get(TAG_STRIP_BYTES);
  const hasThumbnail = start !== undefined && length !== undefined && length > 0 && file.has(offset + start, length);
  return {
    length: Math.max(first.end, second?.end ?? 0) - offset,
    hasPosition: first.tags.has(TAG_POSITION),
    thumbnail: hasThumbnail ? { offset: offset + start, length } : undefined,
  };
}
