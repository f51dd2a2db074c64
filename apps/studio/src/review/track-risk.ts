import { assessTrack, type Plan, type PlanTrack, type TrackRisk } from '@passerby/engine';

const marks = [
  'isWeak',
  'isNearCut',
  'isSmall',
  'isAtBorder',
  'isShort',
] as const satisfies readonly (keyof TrackRisk)[];

/** Why a track deserves a look by a person (R17). */
export type RiskMark = (typeof marks)[number];

/** A track with its reasons to be looked at. */
export interface RiskyTrack {
  readonly track: PlanTrack;
  readonly marks: readonly RiskMark[];
  /** 0: nothing speaks for a look; 1: look here first. */
  readonly risk: number;
}

/** All tracks, riskiest first; equally risky ones in order of time. */
export function rateTracks(plan: Plan, cutSeconds: readonly number[]): readonly RiskyTrack[] {
  return plan.tracks
    .map((track) => rateTrack(track, plan, cutSeconds))
    .toSorted(
      (a, b) => b.risk - a.risk || a.track.fromSeconds - b.track.fromSeconds || (a.track.id < b.track.id ? -1 : 1),
    );
}

/**
 * The next moment after `seconds` at which a risky track begins, or before it with direction -1; where there is none, the first from the
 * other end.
 */
export function nextRisk(tracks: readonly RiskyTrack[], seconds: number, direction: 1 | -1): RiskyTrack | undefined {
  const risky = tracks
    .filter(({ risk }) => risk > 0)
    .toSorted((a, b) => direction * (a.track.fromSeconds - b.track.fromSeconds));
  return risky.find(({ track }) => direction * (track.fromSeconds - seconds) > 0.001) ?? risky[0];
}

/** Drawn and kept tracks are a person's own doing: they get no marks. */
function rateTrack(track: PlanTrack, plan: Plan, cutSeconds: readonly number[]): RiskyTrack {
  const assessed = assessTrack(track, plan, cutSeconds);
  return {
    track,
    marks: assessed.risk > 0 ? marks.filter((mark) => assessed[mark]) : [],
    risk: assessed.risk,
  };
}
