import { join, text } from '../bytes.ts';

/** A field of an EXIF directory: ASCII text, bytes, whole numbers or fractions. */
export type ExifValue =
  | string
  | { readonly bytes: Uint8Array }
  | { readonly shorts: readonly number[] }
  | { readonly longs: readonly number[] }
  | { readonly fractions: readonly (readonly [number, number])[] }
  | { readonly directory: ExifDirectory };

/** Tag number and value, in ascending order of tags. */
export type ExifDirectory = readonly (readonly [number, ExifValue])[];

/** What EXIF data is made of. */
export interface ExifContent {
  readonly main: ExifDirectory;
  /** The directory of the thumbnail and the thumbnail itself (JPEG). */
  readonly thumbnail?: { readonly directory: ExifDirectory; readonly jpeg: Uint8Array };
}

const TAG_THUMBNAIL_OFFSET = 0x0201;
const TAG_THUMBNAIL_BYTES = 0x0202;

/** Writes EXIF data (a little-endian TIFF structure), without the `Exif` header that JPEG puts before it. */
export function buildExif({ main, thumbnail }: ExifContent): Buffer {
  const writer = new TiffWriter();
  const end = writer.writeDirectory(main);
  if (thumbnail !== undefined) {
    const offset = writer.append(thumbnail.jpeg);
    const place: ExifDirectory = [
      [TAG_THUMBNAIL_OFFSET, { longs: [offset] }],
      [TAG_THUMBNAIL_BYTES, { longs: [thumbnail.jpeg.length] }],
    ];
    writer.link(end, writer.length);
    writer.writeDirectory([...thumbnail.directory, ...place].toSorted(([a], [b]) => a - b));
  }
  return writer.finish();
}

class TiffWriter {
  #bytes = join(text('II*\0'), Buffer.from([8, 0, 0, 0]));

  get length(): number {
    return this.#bytes.length;
  }

  append(bytes: Uint8Array): number {
    const offset = this.#bytes.length;
    this.#bytes = join(this.#bytes, bytes, Buffer.alloc(bytes.length % 2));
    return offset;
  }

  link(at: number, offset: number): void {
    this.#bytes.writeUInt32LE(offset, at);
  }

  /** @returns where the place of the next directory is noted. */
  writeDirectory(fields: ExifDirectory): number {
    const start = this.append(Buffer.alloc(2 + 12 * fields.length + 4));
    this.#bytes.writeUInt16LE(fields.length, start);
    for (const [i, [tag, value]] of fields.entries()) {
      const { type, count, data } = this.#encode(value);
      const at = start + 2 + 12 * i;
      const outside = data.length > 4 ? this.append(data) : undefined;
      this.#bytes.writeUInt16LE(tag, at);
      this.#bytes.writeUInt16LE(type, at + 2);
      this.#bytes.writeUInt32LE(count, at + 4);
      if (outside === undefined) data.copy(this.#bytes, at + 8);
      else this.#bytes.writeUInt32LE(outside, at + 8);
    }
    return start + 2 + 12 * fields.length;
  }

  finish(): Buffer {
    return this.#bytes;
  }

  #encode(value: ExifValue): { readonly type: number; readonly count: number; readonly data: Buffer } {
    if (typeof value === 'string') {
      const data = text(`${value}\0`);
      return { type: 2, count: data.length, data };
    }
    if ('bytes' in value) return { type: 7, count: value.bytes.length, data: Buffer.from(value.bytes) };
    if ('shorts' in value)
      return { type: 3, count: value.shorts.length, data: Buffer.from(Uint16Array.from(value.shorts).buffer) };
    if ('longs' in value)
      return { type: 4, count: value.longs.length, data: Buffer.from(Uint32Array.from(value.longs).buffer) };
    if ('fractions' in value) {
      return {
        type: 5,
        count: value.fractions.length,
        data: Buffer.from(Uint32Array.from(value.fractions.flat()).buffer),
      };
    }
    const offset = this.#bytes.length;
    this.writeDirectory(value.directory);
    return { type: 4, count: 1, data: Buffer.from(Uint32Array.of(offset).buffer) };
  }
}

/** Degrees, minutes and seconds of an angle as EXIF fractions. */
export function exifAngle(degrees: number): (readonly [number, number])[] {
  const whole = Math.floor(degrees);
  const minutes = Math.floor((degrees - whole) * 60);
  const seconds = Math.round(((degrees - whole) * 60 - minutes) * 60 * 10_000);
  return [
    [whole, 1],
    [minutes, 1],
    [seconds, 10_000],
  ];
}

/** The GPS directory of a position in the north-east. */
export function gpsDirectory({
  latitude,
  longitude,
}: {
  readonly latitude: number;
  readonly longitude: number;
}): ExifDirectory {
  return [
    [0, { bytes: Buffer.from([2, 3, 0, 0]) }],
    [1, 'N'],
    [2, { fractions: exifAngle(latitude) }],
    [3, 'E'],
    [4, { fractions: exifAngle(longitude) }],
  ];
}

/** The seconds of both angles as EXIF writes them: bytes by which a position is found again. */
export function gpsNeedles({
  latitude,
  longitude,
}: {
  readonly latitude: number;
  readonly longitude: number;
}): Buffer[] {
  return [latitude, longitude].map((degrees) => Buffer.from(Uint32Array.from(exifAngle(degrees).flat()).buffer));
}
