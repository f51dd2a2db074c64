import type { Orientation } from './heif/orientation.ts';

/** Decoded samples as they are stored: not yet turned, colours not yet converted; 1 channel is gray. */
export interface StoredPixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
}

/** TIFF's value types: how many bytes one value has. */
const shortType = 3;
const longType = 4;
const bytesType = 7;

/** Rows in one strip: libvips holds one strip at a time. */
const stripRows = 16;

/**
 * The samples as an uncompressed TIFF in memory. This is how pictures that something else decoded reach libvips together with
 * their colour profile and orientation: its raw input can carry neither.
 */
export function wrapInTiff(
  pixels: StoredPixels,
  attached: { readonly icc?: Uint8Array | undefined; readonly orientation?: Orientation } = {},
): Buffer {
  const { data, width, height, channels } = pixels;
  const icc = attached.icc ?? new Uint8Array();
  const strips = Math.ceil(height / stripRows);
  const stripBytes = stripRows * width * channels;
  const rows = Array.from({ length: strips }, (_, i) => i);
  const pixelsAt = 8;
  const profileAt = pixelsAt + data.length + (data.length & 1);
  const endOfProfile = profileAt + icc.length + (icc.length & 1);
  const entries: [tag: number, type: number, values: readonly number[]][] = [
    [256, longType, [width]],
    [257, longType, [height]],
    [258, shortType, Array.from({ length: channels }, () => 8)],
    [259, shortType, [1]],
    [262, shortType, [channels === 1 ? 1 : 2]],
    [273, longType, rows.map((i) => pixelsAt + i * stripBytes)],
    [274, shortType, [attached.orientation ?? 1]],
    [277, shortType, [channels]],
    [278, longType, [stripRows]],
    [279, longType, rows.map((i) => Math.min(stripBytes, data.length - i * stripBytes))],
    [284, shortType, [1]],
  ];
  if (channels === 4) entries.push([338, shortType, [2]]);

  const tail = Buffer.alloc(2 + (entries.length + 1) * 12 + 4 + entries.length * 8 + strips * 8);
  let valuesAt = 2 + (entries.length + 1) * 12 + 4;
  tail.writeUInt16LE(entries.length + (icc.length > 0 ? 1 : 0), 0);
  let at = 2;
  for (const [tag, type, values] of entries) {
    const size = type === shortType ? 2 : 4;
    tail.writeUInt16LE(tag, at);
    tail.writeUInt16LE(type, at + 2);
    tail.writeUInt32LE(values.length, at + 4);
    // Up to four bytes stand in the entry itself.
    let valueAt = at + 8;
    if (values.length * size > 4) {
      tail.writeUInt32LE(endOfProfile + valuesAt, at + 8);
      valueAt = valuesAt;
      valuesAt += values.length * size;
    }
    for (const value of values) {
      tail.writeUIntLE(value, valueAt, size);
      valueAt += size;
    }
    at += 12;
  }
  if (icc.length > 0) {
    tail.writeUInt16LE(34675, at);
    tail.writeUInt16LE(bytesType, at + 2);
    tail.writeUInt32LE(icc.length, at + 4);
    tail.writeUInt32LE(profileAt, at + 8);
  }

  const file = Buffer.alloc(endOfProfile + tail.length);
  file.write('II*\0', 0, 'latin1');
  file.writeUInt32LE(endOfProfile, 4);
  file.set(data, pixelsAt);
  file.set(icc, profileAt);
  file.set(tail, endOfProfile);
  return file;
}
