import { boxAt, type Plan, type PlanKeyframe, type PlanTrack } from '@passerby/engine';
import { randomTrackId, replaceTrack } from './edit-plan.ts';

/**
 * Splits a track in two: the second begins with the frame shown at `seconds`, the first ends with the frame before it. Together they hide
 * in every frame what the one did. Gives the plan unchanged where no frame of the track lies before that moment.
 */
export function splitTrack(plan: Plan, id: string, seconds: number, frameTimes: Float64Array): Plan {
  return replaceTrack(plan, id, (track) => {
    const before = lastBefore(frameTimes, seconds);
    if (before === undefined || before < track.fromSeconds || seconds > track.throughSeconds) return [track];
    return [cutTrack(track, track.fromSeconds, before), { ...cutTrack(track, seconds, track.throughSeconds), id: randomTrackId() }];
  });
}

/** The part of a track between two of its moments, in the same places. */
function cutTrack(track: PlanTrack, fromSeconds: number, throughSeconds: number): PlanTrack {
  const inside = track.keyframes.filter(({ seconds }) => seconds > fromSeconds && seconds < throughSeconds);
  const ends = [keyframeAt(track, fromSeconds), ...inside];
  if (throughSeconds > fromSeconds) ends.push(keyframeAt(track, throughSeconds));
  return { ...track, fromSeconds, throughSeconds, keyframes: ends };
}

function keyframeAt(track: PlanTrack, seconds: number): PlanKeyframe {
  const own = track.keyframes.find((keyframe) => keyframe.seconds === seconds);
  return own ?? { seconds, box: { ...boxAt(track, seconds) }, origin: track.kind === 'region' ? 'drawn' : 'interpolated' };
}

function lastBefore(frameTimes: Float64Array, seconds: number): number | undefined {
  return frameTimes.findLast((time) => time < seconds);
}
