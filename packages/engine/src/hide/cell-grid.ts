import type { Box } from '../frame/box.ts';
import type { Region } from '../plan/grow-region.ts';

/** R4: cells across a head, each way. */
export const cellsAcross = 4;

/** The cells of one region, row by row: `cellsAcross` squared boxes, `undefined` where a cell is outside the picture. */
export function cellsOf({ box, grown }: Region): readonly (Box | undefined)[] {
  const columns = edgesOf(box.x, box.x + box.width, grown.x, grown.width);
  const rows = edgesOf(box.y, box.y + box.height, grown.y, grown.height);
  return Array.from({ length: cellsAcross ** 2 }, (_, index) => {
    const column = index % cellsAcross;
    const row = (index - column) / cellsAcross;
    const [x = 0, right = 0] = columns.slice(column, column + 2);
    const [y = 0, bottom = 0] = rows.slice(row, row + 2);
    return right > x && bottom > y ? { x, y, width: right - x, height: bottom - y } : undefined;
  });
}

/**
 * Cell borders along one axis. Inner ones divide the grown box, which moves with the head, so that no cell slides over the face;
 * they are even, so that chroma has the same cells. Outer ones are the region's.
 */
function edgesOf(from: number, to: number, anchor: number, length: number): readonly number[] {
  const inner = Array.from({ length: cellsAcross - 1 }, (_, index) => {
    const edge = 2 * Math.round((anchor + ((index + 1) * length) / cellsAcross) / 2);
    return Math.min(to, Math.max(from, edge));
  });
  return [from, ...inner, to];
}
