import { cellsAcross } from './cell-grid.ts';
import { planeBox, type PlaneLayer } from './plane-box.ts';
import type { Region } from '../plan/grow-region.ts';

/**
 * Draws the cells' colours as a smooth surface over the region: linear between the centres of the cells, constant beyond.
 * A function of the mosaic's colours alone, so never weaker than the mosaic. `cells` are sample values in the frame's format.
 */
export function smoothCells(
  layers: readonly PlaneLayer[],
  region: Region,
  cells: readonly (readonly number[])[],
): void {
  for (const layer of layers) {
    for (let sample = 0; sample < layer.samples; sample += 1) {
      const values = cells.map((cell) => cell[layer.firstSample + sample] ?? 0);
      smoothPlane(layer, sample, region, values);
    }
  }
}

function smoothPlane(layer: PlaneLayer, sample: number, { box, grown }: Region, values: readonly number[]): void {
  const { data, stride } = layer.plane;
  const { left, top, right, bottom } = planeBox(layer, box);
  const columns = placesOf(left, right, layer.scaleX, grown.x, grown.width);
  const rows = placesOf(top, bottom, layer.scaleY, grown.y, grown.height);
  const row = new Float64Array(cellsAcross);
  for (let y = top; y < bottom; y += 1) {
    const place = rows[y - top] ?? 0;
    mixRows(values, place, row);
    let at = y * stride + left * layer.samples + sample;
    for (const column of columns) {
      const cell = Math.min(cellsAcross - 2, Math.floor(column));
      const before = row[cell] ?? 0;
      data[at] = before + ((row[cell + 1] ?? 0) - before) * (column - cell) + 0.5;
      at += layer.samples;
    }
  }
}

/** Places of the plane's pixels in units of cells, 0 at the centre of the first cell. */
function placesOf(from: number, to: number, scale: number, anchor: number, length: number): Float64Array {
  return Float64Array.from({ length: to - from }, (_, index) => {
    const place = (((from + index + 0.5) * scale - anchor) / length) * cellsAcross - 0.5;
    return Math.min(cellsAcross - 1, Math.max(0, place));
  });
}

function mixRows(values: readonly number[], place: number, row: Float64Array): void {
  const first = Math.min(cellsAcross - 2, Math.floor(place));
  for (let column = 0; column < cellsAcross; column += 1) {
    const above = values[first * cellsAcross + column] ?? 0;
    const below = values[(first + 1) * cellsAcross + column] ?? 0;
    row[column] = above + (below - above) * (place - first);
  }
}
