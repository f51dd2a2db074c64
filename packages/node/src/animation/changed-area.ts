import type { Box } from '@passerby/engine';

/** Pixels of a canvas as one number each: red, green, blue, alpha from the lowest byte. A view where alignment allows, else a copy. */
export function asWords(data: Uint8Array): Uint32Array {
  const isAligned = data.byteOffset % 4 === 0;
  return isAligned
    ? new Uint32Array(data.buffer, data.byteOffset, data.length / 4)
    : new Uint32Array(data.slice().buffer);
}

/** The smallest box, in pixels, that holds every difference; `undefined` where there is none. */
export function changedArea(before: Uint32Array, after: Uint32Array, width: number): Box | undefined {
  let [left, right] = [width, -1];
  let [top, bottom] = [-1, -1];
  for (let y = 0, at = 0; at < after.length; y++, at += width) {
    let x = 0;
    while (x < width && before[at + x] === after[at + x]) x++;
    if (x === width) continue;
    let last = width - 1;
    while (before[at + last] === after[at + last]) last--;
    if (top === -1) top = y;
    bottom = y;
    left = Math.min(left, x);
    right = Math.max(right, last);
  }
  return top === -1 ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** A copy of the box's pixels. */
export function cropWords(words: Uint32Array, width: number, box: Box): Uint32Array {
  const crop = new Uint32Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const from = (box.y + y) * width + box.x;
    crop.set(words.subarray(from, from + box.width), y * box.width);
  }
  return crop;
}
