import type { Detection } from '../detect/detection.ts';
import type { Box } from '../frame/box.ts';
import { boxSize } from './path.ts';

/** Where a track is expected, and how far off it may be. */
export interface Expectation {
  readonly box: Box;
  /** Largest distance of centres, as a share of the mean size of both boxes. */
  readonly reachRatio: number;
  /** How many times larger it may be. */
  readonly growRatio: number;
  /** How many times smaller it may be; heads that turn or are half covered are framed smaller. */
  readonly shrinkRatio: number;
}

/** A pair of places in the lists given. */
export interface Match {
  readonly track: number;
  readonly detection: number;
  /** 0 (exactly as expected) to 1 (just within reach). */
  readonly cost: number;
}

/** Below this score a detection may be much less larger than expected. */
const weakScore = 0.35;
const weakGrowthShare = 0.4;

/** Pairs tracks with detections, nearest pairs first, each at most once. */
export function matchDetections(
  expectations: readonly Expectation[],
  detections: readonly Detection[],
): readonly Match[] {
  const candidates = expectations.flatMap((expectation, track) =>
    detections.flatMap((detection, index) => {
      const cost = mismatch(expectation, detection);
      return cost <= 1 ? [{ track, detection: index, cost }] : [];
    }),
  );
  candidates.sort((a, b) => a.cost - b.cost || a.track - b.track || a.detection - b.detection);
  const tracks = new Set<number>();
  const taken = new Set<number>();
  return candidates.filter(({ track, detection }) => {
    if (tracks.has(track) || taken.has(detection)) return false;
    tracks.add(track);
    taken.add(detection);
    return true;
  });
}

/** A match up to this cost is clear when nothing else is within reach of either. */
const clearCost = 0.4;

/** The pairs that leave no doubt: near, and neither has another within reach. */
export function matchClearly(expectations: readonly Expectation[], detections: readonly Detection[]): readonly Match[] {
  const near = expectations.flatMap((expectation, track) =>
    detections.flatMap((found, detection) => {
      const cost = mismatch(expectation, found);
      return cost <= 1.5 ? [{ track, detection, cost }] : [];
    }),
  );
  return near.filter(
    (match) =>
      match.cost <= clearCost &&
      near.every((other) => other === match || (other.track !== match.track && other.detection !== match.detection)),
  );
}

/** 0 where the box is as expected, 1 at the edge of reach, more beyond. */
function mismatch({ box, reachRatio, growRatio, shrinkRatio }: Expectation, { box: found, score }: Detection): number {
  const size = (boxSize(box) + boxSize(found)) / 2;
  const distance = Math.hypot(
    box.x + box.width / 2 - found.x - found.width / 2,
    box.y + box.height / 2 - found.y - found.height / 2,
  );
  const apart = distance / (size * reachRatio);
  const ratio = Math.log(boxSize(found) / boxSize(box));
  // A weak box that is larger than what is tracked is seldom the same thing, and would blow it up.
  const growth = Math.log(growRatio) * (score < weakScore ? weakGrowthShare : 1);
  const resized = ratio > 0 ? ratio / growth : -ratio / Math.log(shrinkRatio);
  return Math.max(apart, resized, (apart + resized) / 1.5);
}
