import type { Box } from '@passerby/engine';
import { sharp } from '../photo/configured-sharp.ts';
import { changedArea, cropWords } from './changed-area.ts';
import type { CanvasFrame, FrameWriter } from './frame-writer.ts';

const keep = 1;
const clear = 2;

/**
 * Writes animated GIF: of each frame only the pixels that differ from the frame before, with a palette of their own and without dithering,
 * so that what has one colour keeps one.
 */
export class GifWriter implements FrameWriter {
  readonly #width: number;
  readonly #height: number;
  readonly #playCount: number;
  /** What players show when the next frame comes. */
  #canvas: Uint32Array;

  constructor(options: { readonly width: number; readonly height: number; readonly playCount: number }) {
    this.#width = options.width;
    this.#height = options.height;
    this.#playCount = options.playCount;
    this.#canvas = new Uint32Array(options.width * options.height);
  }

  head(): Uint8Array {
    const head = Buffer.alloc(13);
    head.write('GIF89a', 'latin1');
    head.writeUInt16LE(this.#width, 6);
    head.writeUInt16LE(this.#height, 8);
    // 8 bits a colour, no common colour table.
    head[10] = 0x70;
    if (this.#playCount === 1) return head;
    const repeats = Buffer.from('\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0', 'latin1');
    repeats.writeUInt16LE(this.#playCount === 0 ? 0 : Math.min(this.#playCount - 1, 0xffff), 16);
    return Buffer.concat([head, repeats]);
  }

  async frame({ words, startSeconds, endSeconds, next }: CanvasFrame): Promise<Uint8Array> {
    // Pixels cannot be drawn transparent again, only the whole place of a frame can be cleared.
    const mustClear = next !== undefined && words.some((word, i) => isOpaque(word) && !isOpaque(next[i]!));
    const area = mustClear
      ? { x: 0, y: 0, width: this.#width, height: this.#height }
      : (changedArea(this.#canvas, words, this.#width) ?? { x: 0, y: 0, width: 1, height: 1 });
    const before = cropWords(this.#canvas, this.#width, area);
    const pixels = cropWords(words, this.#width, area).map((word, i) => (word === before[i] ? 0 : word));
    this.#canvas = mustClear ? new Uint32Array(words.length) : words;
    // Times are in hundredths; rounded on the common clock, so that rounding does not add up.
    const delay = Math.round(endSeconds * 100) - Math.round(startSeconds * 100);
    return encodeFrame(pixels, area, delay, mustClear ? clear : keep);
  }

  tail(): Uint8Array {
    return Uint8Array.of(0x3b);
  }

  patches(): readonly [] {
    return [];
  }
}

function isOpaque(word: number): boolean {
  return word >>> 31 === 1;
}

/** A frame of a longer file, made from the GIF that libvips writes of it alone. */
async function encodeFrame(
  pixels: Uint32Array,
  { x, y, width, height }: Box,
  delay: number,
  disposal: number,
): Promise<Buffer> {
  const still = await sharp(new Uint8Array(pixels.buffer), {
    raw: { width, height, channels: 4 },
    limitInputPixels: false,
  })
    .gif({ dither: 0, colours: 256, effort: 4 })
    .toBuffer();
  const tableFlags = still[10]! & 0x87;
  const table = still.subarray(13, 13 + 3 * 2 ** ((tableFlags & 7) + 1));
  let at = 13 + table.length;
  let clearIndex: number | undefined;
  // Extensions: of the graphic control one, the clear colour counts; then comes the picture.
  while (still[at] === 0x21) {
    if (still[at + 1] === 0xf9 && (still[at + 3]! & 1) === 1) clearIndex = still[at + 6]!;
    for (at += 2; still[at] !== 0;) at += 1 + still[at]!;
    at += 1;
  }
  if ((tableFlags & 0x80) === 0 || still[at] !== 0x2c)
    throw new TypeError('Expected a GIF with one colour table and one picture.');
  const control = Buffer.from([
    0x21,
    0xf9,
    4,
    (disposal << 2) | (clearIndex === undefined ? 0 : 1),
    0,
    0,
    clearIndex ?? 0,
    0,
  ]);
  control.writeUInt16LE(Math.min(delay, 0xffff), 4);
  const descriptor = Buffer.from(still.subarray(at, at + 10));
  descriptor.writeUInt16LE(x, 1);
  descriptor.writeUInt16LE(y, 3);
  // The table becomes the frame's own.
  descriptor[9] = (descriptor[9]! & 0x40) | tableFlags;
  return Buffer.concat([control, descriptor, table, still.subarray(at + 10, still.length - 1)]);
}
