/** What IHDR says. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly colorType: number;
  readonly interlace: number;
}

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Start and step of the seven passes of an interlaced picture: x, y, step x, step y. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Bytes of all rows of the picture, filter bytes included: what its data must inflate to. 0 for kinds of pixels that PNG does not know. */
export function countPngRowBytes(header: PngHeader): number {
  const bits = (CHANNELS[header.colorType] ?? 0) * header.bitDepth;
  const pass = (width: number, height: number): number =>
    width > 0 && height > 0 ? height * (1 + Math.ceil((width * bits) / 8)) : 0;
  if (header.interlace === 0) return pass(header.width, header.height);
  return ADAM7.reduce(
    (sum, [x, y, stepX, stepY]) =>
      sum + pass(Math.ceil((header.width - x) / stepX), Math.ceil((header.height - y) / stepY)),
    0,
  );
}
