import type { RgbFrame } from './read-rgb-frames.ts';

/** Twelve bits of the number, highest first, then four that check it. */
const numberBits = 12;
const bits = 16;
/** Sides of one block, in pixels: whole blocks of codecs. */
const blockPixels = 16;
const dark = 40;
const light = 215;
const middle = (dark + light) / 2;
/** Brightness of a block that is neither, as after damage or on a card. */
const unsure = 40;

/** Largest number that {@link markFrame} writes. */
export const maxMark: number = 2 ** numberBits - 1;

/**
 * Writes a frame's number as light and dark blocks into its lower left corner, over 256 x 16 pixels: it survives encoding, and looks like no text.
 * `rgb` has no padding.
 */
export function markFrame(rgb: Uint8Array, index: number, width: number): void {
  const height = rgb.length / width / 3;
  const code = (index << 4) | checkOf(index);
  for (let bit = 0; bit < bits; bit++) {
    const value = (code >> (bits - 1 - bit)) & 1 ? light : dark;
    for (let y = height - blockPixels; y < height; y++) {
      const from = (y * width + bit * blockPixels) * 3;
      rgb.fill(value, from, from + blockPixels * 3);
    }
  }
}

/** Reads the number; `undefined` where there is none, as on a card. */
export function readMark({ rgb, width, height }: RgbFrame): number | undefined {
  let code = 0;
  for (let bit = 0; bit < bits; bit++) {
    const x = bit * blockPixels + blockPixels / 2;
    const y = height - blockPixels / 2;
    const brightness = rgb[(y * width + x) * 3 + 1] ?? 0;
    if (Math.abs(brightness - middle) < unsure) return undefined;
    code = (code << 1) | (brightness > middle ? 1 : 0);
  }
  const index = code >> 4;
  return (code & 15) === checkOf(index) ? index : undefined;
}

/** Not 0 for 0: a dark picture has no number. */
function checkOf(index: number): number {
  return ((index >> 8) ^ (index >> 4) ^ index ^ 10) & 15;
}
