import type { Detection } from '../detect/detection.ts';
import { boxArea, coveredRatio, type Box } from '../frame/box.ts';
import { touches } from '../track/changed-areas.ts';

/** A part of a thing is smaller than this share of it, and this share of the part lies in it. */
const smallerShare = 0.95;
const partShare = 0.75;

/**
 * What was found now, and before where nothing changed and nothing was found again. Detectors may look at more than they are asked to, and see a part
 * of a thing at the edge: what was found before as a whole stays as it was.
 */
export function takeOver(
  before: readonly Detection[],
  areas: readonly Box[],
  found: readonly Detection[],
): readonly Detection[] {
  const isChanged = ({ box }: Detection): boolean => areas.some((area) => touches(area, box));
  const unchanged = before.filter((detection) => !isChanged(detection));
  const fresh = found.filter((again) => isChanged(again) || !unchanged.some((whole) => isPartOf(again, whole)));
  return [...fresh, ...unchanged.filter(({ box }) => !fresh.some((again) => touches(again.box, box)))];
}

function isPartOf({ box: part }: Detection, { box: whole }: Detection): boolean {
  return boxArea(part) < boxArea(whole) * smallerShare && coveredRatio(part, whole) > partShare;
}
