import type { Region } from '../plan/grow-region.ts';
import { cellsAcross } from './cell-grid.ts';
import { planeBox, type PlaneLayer } from './plane-box.ts';

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
  const columns = placePixels(left, right, layer.scaleX, grown.x, grown.width);
  const rows = placePixels(top, bottom, layer.scaleY, grown.y, grown.height);
  const mixed = new Float64Array(cellsAcross);
  for (let y = top; y < bottom; y += 1) {
    mixRows(values, rows.cells[y - top] ?? 0, rows.shares[y - top] ?? 0, mixed);
    let at = y * stride + left * layer.samples + sample;
    for (let index = 0; index < right - left; index += 1) {
      const cell = columns.cells[index] ?? 0;
      const before = mixed[cell] ?? 0;
      // Half a step up, as storing cuts fractions off.
      data[at] = before + ((mixed[cell + 1] ?? 0) - before) * (columns.shares[index] ?? 0) + 0.5;
      at += layer.samples;
    }
  }
}

/** For each pixel along one axis: the cell whose centre is before it, and how far it is to the next one's. */
interface Places {
  readonly cells: Uint8Array;
  readonly shares: Float64Array;
}

function placePixels(from: number, to: number, scale: number, anchor: number, length: number): Places {
  const cells = new Uint8Array(to - from);
  const shares = new Float64Array(to - from);
  for (let index = 0; index < cells.length; index += 1) {
    const place = (((from + index + 0.5) * scale - anchor) / length) * cellsAcross - 0.5;
    const inside = Math.min(cellsAcross - 1, Math.max(0, place));
    const cell = Math.min(cellsAcross - 2, Math.floor(inside));
    cells[index] = cell;
    shares[index] = inside - cell;
  }
  return { cells, shares };
}

function mixRows(values: readonly number[], row: number, share: number, mixed: Float64Array): void {
  for (let column = 0; column < cellsAcross; column += 1) {
    const above = values[row * cellsAcross + column] ?? 0;
    const below = values[(row + 1) * cellsAcross + column] ?? 0;
    mixed[column] = above + (below - above) * share;
  }
}
