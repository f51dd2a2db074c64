import type { Plan, PlanTrack } from './plan.ts';

/** Why a person should look at a track, and how much. */
export interface TrackRisk {
  /** Highest score of any sight; absent for what no detector saw. */
  readonly bestScore: number | undefined;
  /** No sight of it is sure. */
  readonly isWeak: boolean;
  /** Hidden for less than a second, or seen once only. */
  readonly isShort: boolean;
  /** At the border of the picture at some time, where half a head may be seen by nobody. */
  readonly isAtBorder: boolean;
  /** Begins, ends or is near a cut, where what is found on one side may be missed on the other. */
  readonly isNearCut: boolean;
  /** Hardly larger than what detectors find at all. */
  readonly isSmall: boolean;
  /** All of it weighed, 0 (calm) to 1. Kept tracks and drawn regions have 0: a person decided. */
  readonly risk: number;
}

const weakScore = 0.5;
const shortSeconds = 1;
const nearCutSeconds = 0.25;
/** A box is at the border with less than this share of its size between. */
const nearBorderRatio = 0.3;
/** Longer side of the smallest faces and letters that are found for sure, as a share of the picture's longer side. */
const smallRatio = 0.015;
const weights = { isWeak: 0.35, isShort: 0.2, isAtBorder: 0.15, isNearCut: 0.15, isSmall: 0.15 } as const;

/** Weighs how risky a track is, so that people can look at the riskiest first. `cutSeconds`: when other scenes begin. */
export function assessTrack(track: PlanTrack, { media }: Plan, cutSeconds: readonly number[] = []): TrackRisk {
  const { fromSeconds, throughSeconds, keyframes } = track;
  const scores = keyframes.flatMap(({ score }) => score ?? []);
  const bestScore = scores.length > 0 ? Math.max(...scores) : undefined;
  const isMoving = media.frameCount > 1;
  const isNear = (cut: number): boolean =>
    cut >= fromSeconds - nearCutSeconds && cut <= throughSeconds + nearCutSeconds;
  const facts = {
    isWeak: (bestScore ?? 0) < weakScore,
    isShort: isMoving && (throughSeconds - fromSeconds < shortSeconds || scores.length < 2),
    isAtBorder: keyframes.some(({ box }) => {
      const reach = nearBorderRatio * Math.max(box.width, box.height);
      const isInside =
        box.x >= reach &&
        box.y >= reach &&
        box.x + box.width <= media.width - reach &&
        box.y + box.height <= media.height - reach;
      return !isInside;
    }),
    isNearCut: cutSeconds.some(isNear),
    isSmall: keyframes.every(
      ({ box }) => Math.max(box.width, box.height) < smallRatio * Math.max(media.width, media.height),
    ),
  };
  const isDecided = track.kind === 'region' || track.keep !== undefined;
  const names = Object.keys(weights) as (keyof typeof weights)[];
  const risk = isDecided ? 0 : names.reduce((sum, name) => sum + (facts[name] ? weights[name] : 0), 0);
  return { bestScore, ...facts, risk };
}
