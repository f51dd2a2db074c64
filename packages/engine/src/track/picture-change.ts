import type { LumaPicture } from './luma-picture.ts';

/** Cells along each side of a sketch. */
const columns = 16;
const rows = 9;

/** Mean brightness of 16 x 9 cells of a picture, 0 to 255 each. */
export type Sketch = Float32Array;

/** Sketches a picture; it may be a small copy. */
export function sketchPicture({ width, height, data }: LumaPicture): Sketch {
  const sums = new Float32Array(columns * rows);
  const counts = new Float32Array(columns * rows);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * rows) / height) * columns;
    for (let column = 0; column < columns; column++) {
      const from = Math.floor((column * width) / columns);
      const to = Math.floor(((column + 1) * width) / columns);
      let sum = 0;
      for (let at = y * width + from; at < y * width + to; at++) sum += data[at] as number;
      sums[row + column] = (sums[row + column] as number) + sum;
      counts[row + column] = (counts[row + column] as number) + to - from;
    }
  }
  return sums.map((sum, cell) => sum / Math.max(1, counts[cell] as number));
}

/** How much two sketches differ. */
export interface PictureChange {
  /** Mean difference of the cells, 0 to 255. */
  readonly mean: number;
  /** Share of cells that differ by more than 12 of 255. */
  readonly area: number;
}

export function compareSketches(a: Sketch, b: Sketch): PictureChange {
  let sum = 0;
  let changed = 0;
  for (const [cell, value] of a.entries()) {
    const difference = Math.abs(value - (b[cell] as number));
    sum += difference;
    if (difference > 12) changed++;
  }
  return { mean: sum / a.length, area: changed / a.length };
}
