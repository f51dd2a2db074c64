import type { Box } from '../frame/box.ts';
import { planeBox, type PlaneLayer } from './plane-box.ts';

/** Draws one colour over the box in every plane. `samples` are the colour's values in the frame's format. */
export function fillBox(layers: readonly PlaneLayer[], box: Box, samples: readonly number[]): void {
  for (const layer of layers) {
    if (layer.samples === 1) fillPlane(layer, box, samples[layer.firstSample] ?? 0);
    else fillInterleaved(layer, box, samples);
  }
}

function fillPlane(layer: PlaneLayer, box: Box, value: number): void {
  const { data, stride } = layer.plane;
  const { left, top, right, bottom } = planeBox(layer, box);
  for (let y = top; y < bottom; y += 1) data.fill(value, y * stride + left, y * stride + right);
}

/** Writes the first row pixel by pixel and copies it down. */
function fillInterleaved(layer: PlaneLayer, box: Box, samples: readonly number[]): void {
  const { data, stride } = layer.plane;
  const { left, top, right, bottom } = planeBox(layer, box);
  const start = top * stride + left * layer.samples;
  const end = top * stride + right * layer.samples;
  for (let at = start; at < end; at += layer.samples) data.set(samples, at);
  for (let y = top + 1; y < bottom; y += 1) data.copyWithin(y * stride + left * layer.samples, start, end);
}
