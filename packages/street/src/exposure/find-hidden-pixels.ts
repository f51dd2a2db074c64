import type { RgbFrame } from './read-rgb-frames.ts';

/** Difference of one channel, of 255, from which on a pixel counts as changed. */
const changedFrom = 24;
/** Largest range of a flat 3 x 3 neighbourhood, and smallest of one that is not. */
const flatUpTo = 4;
const busyFrom = 8;

/**
 * Which pixels are hidden, judged from input and output alone: those that differ by more than 24 in any channel, and those whose 3 x 3
 * neighbourhood is flat in the output (range up to 4) where it was not in the input (range above 8). One byte a pixel, 1 where hidden.
 */
export function findHiddenPixels(input: RgbFrame, output: RgbFrame): Uint8Array {
  const { width, height } = input;
  if (output.width !== width || output.height !== height) {
    throw new RangeError(`Expected a ${width}x${height} output, received ${output.width}x${output.height}.`);
  }
  const hidden = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      hidden[at] = isChanged(input.rgb, output.rgb, at * 3) || isFlattened(input, output, x, y) ? 1 : 0;
    }
  }
  return hidden;
}

function isChanged(a: Uint8Array, b: Uint8Array, at: number): boolean {
  for (let channel = at; channel < at + 3; channel++) {
    if (Math.abs((a[channel] ?? 0) - (b[channel] ?? 0)) > changedFrom) return true;
  }
  return false;
}

function isFlattened(input: RgbFrame, output: RgbFrame, x: number, y: number): boolean {
  return rangeAround(output, x, y) <= flatUpTo && rangeAround(input, x, y) > busyFrom;
}

/** Largest range of a channel among a pixel and its neighbours. */
function rangeAround({ rgb, width, height }: RgbFrame, x: number, y: number): number {
  let range = 0;
  for (let channel = 0; channel < 3; channel++) {
    let low = 255;
    let high = 0;
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        const value = rgb[(row * width + column) * 3 + channel] ?? 0;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    range = Math.max(range, high - low);
  }
  return range;
}

/** The same for a fill of a known colour that nothing in the input has: those within 24 of it in every channel. */
export function findFilledPixels(
  { rgb, width, height }: RgbFrame,
  color: readonly [number, number, number],
): Uint8Array {
  const filled = new Uint8Array(width * height);
  for (let at = 0; at < filled.length; at++) {
    const isFill = color.every((value, channel) => Math.abs((rgb[at * 3 + channel] ?? 0) - value) <= changedFrom);
    filled[at] = isFill ? 1 : 0;
  }
  return filled;
}
