import { boxArea, overlapRatio, uniteBoxes, type Box } from '../frame/box.ts';
import type { Detection } from './detection.ts';

/** Boxes that overlap this much show the same thing. */
const sameThing = 0.45;
/** A united box may grow to this many times the area of its strongest member; what would stretch it further stays a box of its own. */
const mostGrowth = 1.8;

/**
 * Fewer boxes that together still cover every given one: near-duplicates become their common hull, boxes inside another vanish in it.
 * Suppression would drop what only the weaker boxes cover. The result does not depend on the order of the input.
 */
export function uniteDuplicates(detections: readonly Detection[]): Detection[] {
  const united: { seed: Box; box: Box; detection: Detection }[] = [];
  for (const detection of detections.toSorted(compareDetections)) {
    const { box } = detection;
    if (united.some((other) => contains(other.box, box))) continue;
    const duplicate = united.find(
      (other) =>
        overlapRatio(other.seed, box) >= sameThing &&
        boxArea(uniteBoxes(other.box, box)) <= mostGrowth * boxArea(other.seed),
    );
    if (duplicate) duplicate.box = uniteBoxes(duplicate.box, box);
    else united.push({ seed: box, box, detection });
  }
  return united.map(({ box, detection }) => ({ ...detection, box }));
}

/** Strongest first; ties by place and size, so that equal sets sort equally. */
function compareDetections(a: Detection, b: Detection): number {
  return (
    b.score - a.score ||
    a.box.x - b.box.x ||
    a.box.y - b.box.y ||
    a.box.width - b.box.width ||
    a.box.height - b.box.height
  );
}

function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}
