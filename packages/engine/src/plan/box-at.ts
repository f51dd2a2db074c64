import { mixBoxes, type Box } from '../frame/box.ts';
import type { PlanTrack } from './plan.ts';

/** The track's box, before growth, at a moment: linear between two keyframes, constant before the first and after the last. */
export function boxAt(track: PlanTrack, seconds: number): Box {
  const { keyframes } = track;
  let low = 0;
  let high = keyframes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keyframes[middle]?.seconds ?? Infinity) <= seconds) low = middle + 1;
    else high = middle;
  }
  const after = keyframes[low];
  const before = keyframes[low - 1] ?? after;
  if (!before) throw new TypeError(`Expected at least one keyframe for track ${track.id}, received none.`);
  if (!after || after === before) return before.box;
  return mixBoxes(before.box, after.box, (seconds - before.seconds) / (after.seconds - before.seconds));
}
