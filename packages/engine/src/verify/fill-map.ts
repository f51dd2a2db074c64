import { boxArea, intersectBoxes, type Box } from '../frame/box.ts';

/** Which parts of a box are filled, as a grid of equal cells. */
export interface FillMap {
  /** What the cells cover, in pixels of the picture. */
  readonly box: Box;
  readonly columns: number;
  readonly rows: number;
  /** A byte a cell, rows from the top: 1 where it is filled. */
  readonly filled: Uint8Array;
}

const cellsAcross = 32;

/** The map of a box in which these areas are filled. */
export function mapAreas(box: Box, areas: readonly Box[]): FillMap {
  const filled = new Uint8Array(cellsAcross * cellsAcross);
  for (let cell = 0; cell < filled.length; cell++) {
    const x = box.x + (((cell % cellsAcross) + 0.5) / cellsAcross) * box.width;
    const y = box.y + ((Math.floor(cell / cellsAcross) + 0.5) / cellsAcross) * box.height;
    if (areas.some((area) => x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height))
      filled[cell] = 1;
  }
  return { box, columns: cellsAcross, rows: cellsAcross, filled };
}

/** Share of a box, 0 to 1, that is filled; what lies outside of the map is not. Without a map, nothing is. */
export function filledShare(map: FillMap | undefined, box: Box): number {
  const common = map && intersectBoxes(map.box, box);
  if (!common) return 0;
  const width = map.box.width / map.columns;
  const height = map.box.height / map.rows;
  let area = 0;
  for (const [cell, value] of map.filled.entries()) {
    if (value === 0) continue;
    const x = map.box.x + (cell % map.columns) * width;
    const y = map.box.y + Math.floor(cell / map.columns) * height;
    const inside = intersectBoxes({ x, y, width, height }, common);
    if (inside) area += boxArea(inside);
  }
  return area / boxArea(box);
}
