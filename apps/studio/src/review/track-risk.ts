import type { Plan, PlanTrack } from '@passerby/engine';
import { coversPicture } from '../plan-edits/edit-plan.ts';

/** Why a track deserves a look by a person (R17). */
export type RiskMark = 'low-score' | 'short' | 'edge' | 'cut' | 'small';

/** A track with its reasons to be looked at. */
export interface RiskyTrack {
  readonly track: PlanTrack;
  readonly marks: readonly RiskMark[];
  /** 0: nothing speaks for a look; 1: look here first. */
  readonly risk: number;
}

const weights = { 'low-score': 0.35, cut: 0.2, small: 0.2, edge: 0.15, short: 0.1 } as const satisfies Record<RiskMark, number>;

/** Below this best score a detector was never sure. */
const surelyScore = 0.6;
/** Found things seen for less are often cut off by a failing look rather than by leaving. In seconds. */
const shortSeconds = 0.6;
/** A track that begins or ends this near to a cut may have been cut off by it. In seconds. */
const nearCutSeconds = 0.2;
/** Boxes this near to the border of the picture, in shares of their size, may belong to somebody who is half outside. */
const edgeRatio = 0.15;
/** Below this side, in pixels, detectors miss more than they find. */
const smallPixels = 22;

/** What speaks for looking at a track. Drawn and kept tracks are a person's own doing: nothing does. */
export function rateTrack(track: PlanTrack, plan: Plan, cutSeconds: readonly number[]): RiskyTrack {
  if (track.kind === 'region' || track.keep) return { track, marks: [], risk: 0 };
  const marks = (Object.keys(weights) as RiskMark[]).filter((mark) => tests[mark](track, plan, cutSeconds));
  return { track, marks, risk: marks.reduce((sum, mark) => sum + weights[mark], 0) };
}

/** All tracks, riskiest first; equally risky ones in order of time. */
export function rateTracks(plan: Plan, cutSeconds: readonly number[]): readonly RiskyTrack[] {
  return plan.tracks
    .map((track) => rateTrack(track, plan, cutSeconds))
    .toSorted((a, b) => b.risk - a.risk || a.track.fromSeconds - b.track.fromSeconds || (a.track.id < b.track.id ? -1 : 1));
}

const tests: Readonly<Record<RiskMark, (track: PlanTrack, plan: Plan, cutSeconds: readonly number[]) => boolean>> = {
  'low-score': ({ keyframes }) => {
    const scores = keyframes.flatMap(({ score }) => (score === undefined ? [] : [score]));
    return scores.length > 0 && Math.max(...scores) < surelyScore;
  },
  short: ({ fromSeconds, throughSeconds }, { media }) =>
    media.durationSeconds > shortSeconds && throughSeconds - fromSeconds < shortSeconds,
  edge: (track, { media }) => !coversPicture(track, media) && track.keyframes.some(({ box }) => {
    const x = edgeRatio * box.width;
    const y = edgeRatio * box.height;
    return box.x < x || box.y < y || box.x + box.width > media.width - x || box.y + box.height > media.height - y;
  }),
  cut: ({ fromSeconds, throughSeconds }, _, cutSeconds) =>
    cutSeconds.some((cut) => Math.min(Math.abs(cut - fromSeconds), Math.abs(cut - throughSeconds)) < nearCutSeconds),
  small: ({ keyframes }) => keyframes.some(({ box }) => Math.min(box.width, box.height) < smallPixels),
};

/** The next moment after `seconds` at which a risky track begins; the first one of all where there is none later. */
export function nextRisk(tracks: readonly RiskyTrack[], seconds: number, direction: 1 | -1): RiskyTrack | undefined {
  const risky = tracks
    .filter(({ risk }) => risk > 0)
    .toSorted((a, b) => direction * (a.track.fromSeconds - b.track.fromSeconds));
  return risky.find(({ track }) => direction * (track.fromSeconds - seconds) > 0.001) ?? risky[0];
}
