import { boxArea, uniteBoxes, type Box } from '../frame/box.ts';
import type { LumaPicture } from './luma-picture.ts';

/** Side of the cells that count as changed or not, in pixels of the halved small picture. */
const cellSide = 4;
/** A pixel of the halved small picture that differs by more than this is no noise: of a camera's noise of 3 it has about 1.5. */
const changedLevels = 8;
/** From this share of changed cells on the picture has changed as a whole. */
const wholeShare = 0.5;

/**
 * Where one picture differs from another, in pixels of the frame: boxes that may overlap a little, each around things that touch.
 * `undefined` where most of it does: the camera moved, the light changed, it is another scene, or too noisy to tell.
 * Takes the small pictures (whole, half, quarter) of two frames of one size.
 */
export function findChangedAreas(
  before: readonly LumaPicture[],
  after: readonly LumaPicture[],
): readonly Box[] | undefined {
  const [, one] = before;
  const [, other] = after;
  if (!one || !other || one.width !== other.width || one.height !== other.height) return undefined;
  const columns = Math.ceil(one.width / cellSide);
  const rows = Math.ceil(one.height / cellSide);
  const changed = compareCells(one, other, columns);
  let count = 0;
  for (const cell of changed) count += cell;
  if (count > changed.length * wholeShare) return undefined;
  return boxGroups(changed, columns, rows).map((box) => scaleBox(box, cellSide * one.step));
}

/** The boxes, each widened until it holds all of `things` that it touches, so that nothing is looked at in part. */
export function coverWhole(areas: readonly Box[], things: readonly Box[]): readonly Box[] {
  return areas.map((area) => {
    let covered = area;
    // What was widened may touch more.
    for (let isDone = false; !isDone;) {
      const next = things.filter((thing) => touches(covered, thing)).reduce(uniteBoxes, covered);
      isDone = boxArea(next) === boxArea(covered);
      covered = next;
    }
    return covered;
  });
}

/** Whether two boxes have a point in common. */
export function touches(a: Box, b: Box): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}

/** 1 for each cell in which a pixel changed. */
function compareCells(one: LumaPicture, other: LumaPicture, columns: number): Uint8Array {
  const { width, height } = one;
  const a = one.data;
  const b = other.data;
  const changed = new Uint8Array(columns * Math.ceil(height / cellSide));
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / cellSide) * columns;
    for (let x = 0; x < width; x++, at++) {
      const difference = (a[at] as number) - (b[at] as number);
      if (difference > changedLevels || difference < -changedLevels) changed[row + Math.floor(x / cellSide)] = 1;
    }
  }
  return changed;
}

/** The smallest boxes, in cells, around cells that touch, also at corners. */
function boxGroups(cells: Uint8Array, columns: number, rows: number): Box[] {
  const seen = new Uint8Array(cells.length);
  const boxes: Box[] = [];
  for (let start = 0; start < cells.length; start++) {
    if (cells[start] === 0 || seen[start] === 1) continue;
    let left = columns;
    let right = 0;
    let top = rows;
    let bottom = 0;
    const queue = [start];
    seen[start] = 1;
    for (let cell = queue.pop(); cell !== undefined; cell = queue.pop()) {
      const column = cell % columns;
      const row = (cell - column) / columns;
      left = Math.min(left, column);
      right = Math.max(right, column + 1);
      top = Math.min(top, row);
      bottom = Math.max(bottom, row + 1);
      for (let y = Math.max(0, row - 1); y < Math.min(rows, row + 2); y++) {
        for (let x = Math.max(0, column - 1); x < Math.min(columns, column + 2); x++) {
          const near = y * columns + x;
          if (cells[near] === 0 || seen[near] === 1) continue;
          seen[near] = 1;
          queue.push(near);
        }
      }
    }
    boxes.push({ x: left, y: top, width: right - left, height: bottom - top });
  }
  return boxes;
}

function scaleBox({ x, y, width, height }: Box, scale: number): Box {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
}
