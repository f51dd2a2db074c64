import { boxArea, clipBox, type Box } from '../frame/box.ts';
import type { PictureView } from '../frame/picture-view.ts';

/** Largest picture in which flatness is measured, in pixels a side: enough to tell a fill from a face, and quick. */
const longestSample = 64;
/** Samples of one fill differ by no more than this, of 255, after encoding. */
const sameColor = 5;
/** Colours are counted in bins this wide, of 255. */
const binWidth = 8;

/**
 * Share of the box, 0 to 1, that one constant colour fills in areas of at least `leastSide` pixels (width and height): what a solid fill
 * looks like, whoever made it. Faces and letters have none such inside: between letters there are only gaps narrower than they are tall.
 * Borrows the picture; 0 where the box lies outside of it.
 */
export function flatShare(picture: PictureView, box: Box, leastSide: number): number {
  const crop = wholePixels(box, picture);
  if (!crop) return 0;
  const scale = Math.min(1, longestSample / Math.max(crop.width, crop.height));
  const width = Math.max(1, Math.round(crop.width * scale));
  const height = Math.max(1, Math.round(crop.height * scale));
  const rgb = picture.sample(crop, width, height);
  const color = commonColor(rgb, width * height);
  const flat = new Uint8Array(width * height);
  for (let at = 0; at < flat.length; at++)
    flat[at] = color.every((value, plane) => isNear(rgb, plane, at, value)) ? 1 : 0;
  const side = Math.max(2, Math.round(leastSide * scale));
  return (countInSquares(flat, width, height, side) / flat.length) * (boxArea(crop) / boxArea(box));

  function isNear(samples: Uint8Array, plane: number, at: number, value: number): boolean {
    return Math.abs((samples[plane * width * height + at] as number) - value) <= sameColor;
  }
}

/** The colour that most pixels have: the mean of the fullest bin, per channel. */
function commonColor(rgb: Uint8Array, count: number): readonly number[] {
  const bins = new Map<number, { pixels: number; sums: [number, number, number] }>();
  for (let at = 0; at < count; at++) {
    const values = [rgb[at], rgb[count + at], rgb[2 * count + at]] as [number, number, number];
    // Half a bin off, so that the default grey of 128 lies in the middle of one.
    const key = values.reduce((sum, value) => sum * 64 + Math.floor((value + binWidth / 2) / binWidth), 0);
    const bin = bins.get(key) ?? { pixels: 0, sums: [0, 0, 0] };
    bins.set(key, bin);
    bin.pixels += 1;
    for (const plane of [0, 1, 2] as const) bin.sums[plane] += values[plane];
  }
  let fullest = { pixels: 0, sums: [0, 0, 0] as [number, number, number] };
  for (const bin of bins.values()) if (bin.pixels > fullest.pixels) fullest = bin;
  return fullest.sums.map((sum) => sum / fullest.pixels);
}

/** Pixels that lie in a square of this side that is flat throughout. */
function countInSquares(flat: Uint8Array, width: number, height: number, side: number): number {
  const across = Math.min(side, width);
  const down = Math.min(side, height);
  const sums = sumTable(flat, width, height);
  const covered = new Uint8Array(flat.length);
  for (let y = 0; y + down <= height; y++) {
    for (let x = 0; x + across <= width; x++) {
      if (sumOf(sums, width, x, y, across, down) < across * down) continue;
      for (let row = y; row < y + down; row++) covered.fill(1, row * width + x, row * width + x + across);
    }
  }
  return covered.reduce((sum, value) => sum + value, 0);
}

/** Sums of everything above and to the left, one row and column larger than the picture. */
function sumTable(values: Uint8Array, width: number, height: number): Uint32Array {
  const sums = new Uint32Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += values[y * width + x] as number;
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] as number) + row;
    }
  }
  return sums;
}

function sumOf(sums: Uint32Array, width: number, x: number, y: number, across: number, down: number): number {
  const at = (column: number, row: number): number => sums[row * (width + 1) + column] as number;
  return at(x + across, y + down) - at(x, y + down) - at(x + across, y) + at(x, y);
}

function wholePixels(box: Box, { width, height }: PictureView): Box | undefined {
  const inside = clipBox(box, width, height);
  if (!inside) return undefined;
  const x = Math.floor(inside.x);
  const y = Math.floor(inside.y);
  const right = Math.min(width, Math.ceil(inside.x + inside.width));
  const bottom = Math.min(height, Math.ceil(inside.y + inside.height));
  return { x, y, width: right - x, height: bottom - y };
}
