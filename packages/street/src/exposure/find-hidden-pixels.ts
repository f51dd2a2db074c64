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
  const [a, b] = [input.rgb, output.rgb];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (isChanged(a, b, at * 3)) hidden[at] = 1;
      // What is not flat in the output is the usual case, and cheaper to tell.
      else if (!exceedsRange(output, x, y, flatUpTo) && exceedsRange(input, x, y, busyFrom)) hidden[at] = 1;
    }
  }
  return hidden;
}

function isChanged(a: Uint8Array, b: Uint8Array, at: number): boolean {
  return (
    Math.abs(a[at]! - b[at]!) > changedFrom ||
    Math.abs(a[at + 1]! - b[at + 1]!) > changedFrom ||
    Math.abs(a[at + 2]! - b[at + 2]!) > changedFrom
  );
}

/** Whether a channel differs by more than `range` among a pixel and its neighbours inside the picture. */
function exceedsRange({ rgb, width, height }: RgbFrame, x: number, y: number, range: number): boolean {
  const left = x > 0 ? -3 : 0;
  const right = x < width - 1 ? 3 : 0;
  const above = y > 0 ? -3 * width : 0;
  const below = y < height - 1 ? 3 * width : 0;
  const middle = (y * width + x) * 3;
  for (let at = middle; at < middle + 3; at++) {
    const value = rgb[at]!;
    let low = value;
    let high = value;
    for (let row = at + above; row <= at + below; row += 3 * width) {
      for (let place = row + left; place <= row + right; place += 3) {
        const other = rgb[place]!;
        if (other < low) low = other;
        else if (other > high) high = other;
      }
      if (high - low > range) return true;
    }
  }
  return false;
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
