import { clipBox, type Box } from '../frame/box.ts';
import type { PictureView } from '../frame/picture-view.ts';
import type { Color } from '../hide/sample-color.ts';
import type { FillMap } from './fill-map.ts';

/** Largest picture in which flatness is measured, in pixels a side: enough to tell a fill from a face, and quick. */
const longestSample = 64;
/** Samples of one fill differ by no more than this, of 255, after encoding. */
const sameColor = 5;
/** Colours are counted in bins this wide, of 255. */
const binWidth = 8;

/**
 * Where one constant colour fills areas of at least `leastSide` pixels (width and height) of the box: what a solid fill looks like, whoever
 * made it. Faces and letters have none such inside: between letters there are only gaps narrower than they are tall.
 * `color`: only this colour counts. Borrows the picture; `undefined` where the box lies outside of it.
 */
export function mapFlat(picture: PictureView, box: Box, leastSide: number, color?: Color): FillMap | undefined {
  const crop = wholePixels(box, picture);
  if (!crop) return undefined;
  const scale = Math.min(1, longestSample / Math.max(crop.width, crop.height));
  const width = Math.max(1, Math.round(crop.width * scale));
  const height = Math.max(1, Math.round(crop.height * scale));
  const rgb = picture.sample(crop, width, height);
  const count = width * height;
  const { red, green, blue } = color ?? commonColor(rgb, count);
  const flat = new Uint8Array(count);
  for (let at = 0; at < count; at++) {
    const isFill = isNear(rgb[at], red) && isNear(rgb[count + at], green) && isNear(rgb[2 * count + at], blue);
    flat[at] = isFill ? 1 : 0;
  }
  const side = Math.max(2, Math.round(leastSide * scale));
  return { box: crop, columns: width, rows: height, filled: keepSquares(flat, width, height, side) };
}

function isNear(sample: number | undefined, value: number): boolean {
  return Math.abs((sample ?? 0) - value * 255) <= sameColor;
}

/** The colour that most pixels have: the mean of the fullest bin. */
function commonColor(rgb: Uint8Array, count: number): Color {
  const bins = new Map<number, number[]>();
  for (let at = 0; at < count; at++) {
    let key = 0;
    // Half a bin off, so that the default grey of 128 lies in the middle of one.
    for (let plane = 0; plane < 3; plane++)
      key = key * 64 + Math.floor(((rgb[plane * count + at] as number) + binWidth / 2) / binWidth);
    const bin = bins.get(key);
    if (bin) bin.push(at);
    else bins.set(key, [at]);
  }
  const [fullest = []] = [...bins.values()].toSorted((a, b) => b.length - a.length);
  const mean = (plane: number): number =>
    fullest.reduce((sum, at) => sum + (rgb[plane * count + at] as number), 0) / (fullest.length * 255);
  return { red: mean(0), green: mean(1), blue: mean(2) };
}

/** The pixels that lie in a square of this side that is flat throughout. */
function keepSquares(flat: Uint8Array, width: number, height: number, side: number): Uint8Array {
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
  return covered;
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
