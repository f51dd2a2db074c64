import type { Detection } from '../detect/detection.ts';
import { boxArea, coveredRatio, overlapRatio, uniteBoxes, type Box } from '../frame/box.ts';

/** From here on two boxes of one frame are taken for the same thing. */
const sameThingOverlap = 0.4;
/** So is a box of which this share lies in another that is not much larger: runs of other sizes frame eyes and nose only. */
const insideShare = 0.65;
const largestAreaRatio = 5;
/** A box this much less sure than the best of its group says nothing about where its edges are. */
const trustedShare = 0.5;

/**
 * Detectors give every box of every run. Boxes that frame the same thing become one, which holds the sure ones and has the best of their scores.
 * What overlaps less stays apart, so that neighbours in a crowd do. The order of the input does not matter.
 */
export function groupDetections(detections: readonly Detection[]): readonly Detection[] {
  const groups: { best: Detection; all: Detection }[] = [];
  for (const detection of detections.toSorted(compareDetections)) {
    const group = groups.find(({ best }) => best.kind === detection.kind && isSameThing(best.box, detection.box));
    if (!group) groups.push({ best: detection, all: detection });
    else if (detection.score >= group.best.score * trustedShare) {
      group.all = { ...group.all, box: uniteBoxes(group.all.box, detection.box) };
    }
  }
  return groups.map(({ all }) => all);
}

function isSameThing(a: Box, b: Box): boolean {
  if (overlapRatio(a, b) >= sameThingOverlap) return true;
  const [small, large] = boxArea(a) < boxArea(b) ? [a, b] : [b, a];
  return boxArea(large) <= boxArea(small) * largestAreaRatio && coveredRatio(small, large) >= insideShare;
}

/** Best first; equal scores by place, so that any order in gives the same order out. */
export function compareDetections(a: Detection, b: Detection): number {
  return (
    b.score - a.score ||
    a.box.x - b.box.x ||
    a.box.y - b.box.y ||
    a.box.width - b.box.width ||
    a.box.height - b.box.height
  );
}
