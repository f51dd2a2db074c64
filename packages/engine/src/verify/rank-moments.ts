import type { Plan, PlanTrack } from '../plan/plan.ts';
import type { FrameFinding } from './finding.ts';

/** A moment at which an output deserves a look by a person. */
export interface RiskyMoment {
  /** From the first frame shown. */
  readonly seconds: number;
  /** How much it deserves it, 0 to 1. */
  readonly risk: number;
}

/** What is known of a finished output. */
export interface KnownOutput {
  /** The plan that it was made by, where there is one. */
  readonly plan?: Plan | undefined;
  readonly findings: readonly FrameFinding[];
  /** When other scenes begin. */
  readonly cuts: readonly number[];
  /** When the last frame is shown. */
  readonly lastSeconds: number;
}

/** Moments are at least this far apart, so that a sheet does not show one of them again and again. */
const leastGapSeconds = 0.15;
/** Just before and after: the nearest frame outside. */
const besideSeconds = 0.02;
/** A track that begins or ends this near to the file's first or last frame is cut off by it, not by anything risky. */
const borderSeconds = 0.05;
/** A box is at the border of the picture with less than this share of its size between. */
const nearBorderRatio = 0.3;

/**
 * The riskiest moments of an output, riskiest first: what was found, then where people begin and end to be hidden, cuts, low scores,
 * people at the borders, and an even spread over the rest. At most `limit`.
 */
export function rankMoments(output: KnownOutput, limit: number): readonly RiskyMoment[] {
  const { lastSeconds } = output;
  const ranked = [...listMoments(output)]
    .map(({ seconds, risk }) => ({ seconds: Math.min(lastSeconds, Math.max(0, seconds)), risk }))
    .toSorted((a, b) => b.risk - a.risk || a.seconds - b.seconds);
  const chosen: RiskyMoment[] = [];
  for (const moment of ranked) {
    if (chosen.length >= limit) break;
    if (chosen.every((other) => Math.abs(other.seconds - moment.seconds) >= leastGapSeconds)) chosen.push(moment);
  }
  return chosen;
}

function* listMoments({ plan, findings, cuts, lastSeconds }: KnownOutput): Generator<RiskyMoment> {
  for (const { seconds, severity, score } of findings) {
    if (severity !== 'accepted') yield { seconds, risk: (severity === 'leak' ? 0.9 : 0.7) + 0.1 * score };
  }
  for (const cut of cuts) {
    yield { seconds: cut - besideSeconds, risk: 0.55 };
    yield { seconds: cut, risk: 0.55 };
  }
  for (const track of plan?.tracks ?? []) {
    if (!track.keep && track.kind !== 'region' && plan) yield* listTrackMoments(track, plan, lastSeconds);
  }
  const spread = 64;
  for (let at = 0; at < spread; at++) yield { seconds: ((at + 0.5) / spread) * lastSeconds, risk: 0.05 };
}

function* listTrackMoments(track: PlanTrack, { media }: Plan, lastSeconds: number): Generator<RiskyMoment> {
  const weight = track.kind === 'face' ? 1 : 0.8;
  if (track.fromSeconds > borderSeconds) yield { seconds: track.fromSeconds - besideSeconds, risk: 0.65 * weight };
  if (track.throughSeconds < lastSeconds - borderSeconds) {
    yield { seconds: track.throughSeconds + besideSeconds, risk: 0.65 * weight };
  }
  for (const { seconds, score, box, origin } of track.keyframes) {
    if (score !== undefined) yield { seconds, risk: (0.2 + 0.35 * (1 - score)) * weight };
    const reach = nearBorderRatio * Math.max(box.width, box.height);
    const isAtBorder =
      box.x < reach ||
      box.y < reach ||
      box.x + box.width > media.width - reach ||
      box.y + box.height > media.height - reach;
    if (isAtBorder) yield { seconds, risk: (origin === 'extended' ? 0.5 : 0.4) * weight };
  }
}
