import type { Box } from '../frame/box.ts';
import type { PixelFormat } from '../frame/pixel-format.ts';
import { planeBox, type PlaneLayer } from './plane-box.ts';
import { fromSamples, type Color } from './sample-color.ts';

/** R4: bits that are left of each channel. */
const bitsPerChannel = 3;
const topLevel = 2 ** bitsPerChannel - 1;

/** Bits that one cell can tell of the pixels under it. */
export function bitsPerCell(format: PixelFormat): number {
  return bitsPerChannel * (format.layout === 'gray' ? 1 : 3);
}

/**
 * The colours that stand for the pixels under the cells: the mean over all samples of a cell (never a sampled pixel), with few bits a channel.
 * Cells outside the picture get the mean of the others' colours, which tells nothing more.
 */
export function averageCells(
  layers: readonly PlaneLayer[],
  cells: readonly (Box | undefined)[],
  format: PixelFormat,
): readonly Color[] {
  const colors = cells.map((cell) => cell && coarsen(fromSamples(meanSamples(layers, cell), format)));
  const fallback = coarsen(meanColor(colors.filter((color) => color !== undefined)));
  return colors.map((color) => color ?? fallback);
}

function coarsen({ red, green, blue }: Color): Color {
  return { red: toLevel(red), green: toLevel(green), blue: toLevel(blue) };
}

function toLevel(value: number): number {
  return Math.round(value * topLevel) / topLevel;
}

function meanColor(colors: readonly Color[]): Color {
  const mean = (channel: keyof Color): number =>
    colors.reduce((sum, color) => sum + color[channel], 0) / Math.max(1, colors.length);
  return { red: mean('red'), green: mean('green'), blue: mean('blue') };
}

function meanSamples(layers: readonly PlaneLayer[], cell: Box): readonly number[] {
  return layers.flatMap((layer) =>
    Array.from({ length: layer.samples }, (_, sample) => meanSample(layer, cell, sample)),
  );
}

function meanSample(layer: PlaneLayer, cell: Box, sample: number): number {
  const { data, stride } = layer.plane;
  const { left, top, right, bottom } = planeBox(layer, cell);
  let sum = 0;
  for (let y = top; y < bottom; y += 1) {
    const end = y * stride + right * layer.samples;
    for (let at = y * stride + left * layer.samples + sample; at < end; at += layer.samples) sum += data[at] ?? 0;
  }
  return sum / ((right - left) * (bottom - top));
}
