import type { Detection } from '../detect/detection.ts';
import { overlapRatio, uniteBoxes } from '../frame/box.ts';

/** From here on two boxes of one frame are taken for the same thing. */
const sameThingOverlap = 0.45;

/**
 * Detectors give every box of every run. Boxes that frame the same thing become one, which holds them all and has the best of their scores.
 * What overlaps less stays apart, so that neighbours in a crowd do. The order of the input does not matter.
 */
export function groupDetections(detections: readonly Detection[]): readonly Detection[] {
  const groups: { best: Detection; all: Detection }[] = [];
  for (const detection of detections.toSorted(compareDetections)) {
    const group = groups.find(
      ({ best }) => best.kind === detection.kind && overlapRatio(best.box, detection.box) >= sameThingOverlap,
    );
    if (group) group.all = { ...group.all, box: uniteBoxes(group.all.box, detection.box) };
    else groups.push({ best: detection, all: detection });
  }
  return groups.map(({ all }) => all);
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
