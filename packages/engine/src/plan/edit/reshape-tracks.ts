import { OptionsError } from '../../errors.ts';
import { uniteBoxes, type Box } from '../../frame/box.ts';
import { boxAt } from '../box-at.ts';
import { timeSlackSeconds, type Plan, type PlanKeyframe, type PlanTrack } from '../plan.ts';
import { replaceTracks, requireTrack } from './change-tracks.ts';

/** New ends of a track, in seconds; an end that is left out stays. */
export interface TrackSpan {
  readonly fromSeconds?: number | undefined;
  readonly throughSeconds?: number | undefined;
}

/**
 * The plan with a track that begins earlier or ends later: there it stays where it was first or last. Drawn regions may be shortened, too.
 * @throws OptionsError for unknown ids, and where less of a found track would be hidden; PlanError where the moments are not in the media.
 */
export function extendTrack(plan: Plan, id: string, span: TrackSpan): Plan {
  const track = requireTrack(plan, id);
  const { fromSeconds = track.fromSeconds, throughSeconds = track.throughSeconds } = span;
  const isShorter = fromSeconds > track.fromSeconds || throughSeconds < track.throughSeconds;
  if (isShorter && track.kind !== 'region') {
    throw new OptionsError(
      `Expected a span that holds ${track.fromSeconds} s to ${track.throughSeconds} s, received ${fromSeconds} s to ${throughSeconds} s: split the track and keep a part.`,
    );
  }
  return replaceTracks(plan, [id], [{ ...track, fromSeconds, throughSeconds }]);
}

/**
 * The plan with a track cut in two at a moment at which both parts are hidden, so that one of them can be kept. The first part keeps the id.
 * @throws OptionsError for unknown ids and moments that are not inside the track.
 */
export function splitTrack(plan: Plan, id: string, seconds: number, newId: string): Plan {
  const track = requireTrack(plan, id);
  const isInside = seconds > track.fromSeconds + timeSlackSeconds && seconds < track.throughSeconds - timeSlackSeconds;
  if (!isInside) {
    throw new OptionsError(
      `Expected a moment between ${track.fromSeconds} s and ${track.throughSeconds} s, received ${seconds} s.`,
    );
  }
  const cut: PlanKeyframe = { seconds, box: { ...boxAt(track, seconds) }, origin: 'interpolated' };
  const before = track.keyframes.filter((keyframe) => keyframe.seconds < seconds);
  const after = track.keyframes.filter((keyframe) => keyframe.seconds > seconds);
  const middle = track.keyframes.find((keyframe) => keyframe.seconds === seconds) ?? cut;
  return replaceTracks(
    plan,
    [id],
    [
      { ...track, throughSeconds: seconds, keyframes: [...before, middle] },
      { ...track, id: newId, fromSeconds: seconds, keyframes: [middle, ...after] },
    ],
  );
}

/**
 * The plan with two tracks of one kind made one, which hides at least what both did and what lies between them in time. It keeps the first id,
 * and is hidden unless both were kept.
 * @throws OptionsError for unknown or equal ids, and tracks of different kinds.
 */
export function mergeTracks(plan: Plan, id: string, otherId: string): Plan {
  const [first, second] = [requireTrack(plan, id), requireTrack(plan, otherId)];
  if (id === otherId || first.kind !== second.kind) {
    throw new OptionsError('Expected two tracks of one kind to merge, received the same one twice or different kinds.');
  }
  const { keep: firstKeep, ...rest } = first;
  const merged: PlanTrack = {
    ...rest,
    fromSeconds: Math.min(first.fromSeconds, second.fromSeconds),
    throughSeconds: Math.max(first.throughSeconds, second.throughSeconds),
    keyframes: mergeKeyframes(first, second),
    ...(firstKeep && second.keep ? { keep: firstKeep } : {}),
  };
  return replaceTracks(plan, [id, otherId], [merged]);
}

/** Straight lines between boxes that hold both at their ends hold both all along: a keyframe wherever either has one, begins or ends. */
function mergeKeyframes(first: PlanTrack, second: PlanTrack): PlanKeyframe[] {
  const tracks = [first, second];
  const moments = tracks.flatMap((track) => [
    track.fromSeconds,
    ...track.keyframes.map(({ seconds }) => seconds).filter((seconds) => isOn(track, seconds)),
    track.throughSeconds,
  ]);
  return [...new Set(moments)]
    .toSorted((a, b) => a - b)
    .map((seconds) => {
      const known = tracks.flatMap(({ keyframes }) => keyframes).filter((keyframe) => keyframe.seconds === seconds);
      const scores = known.flatMap(({ score }) => score ?? []);
      const boxes = tracks.filter((track) => isOn(track, seconds)).map((track) => boxAt(track, seconds));
      return {
        seconds,
        box: { ...boxes.reduce((all: Box, box) => uniteBoxes(all, box)) },
        origin: known[0]?.origin ?? 'interpolated',
        ...(scores.length > 0 ? { score: Math.max(...scores) } : {}),
      };
    });
}

function isOn(track: PlanTrack, seconds: number): boolean {
  return seconds >= track.fromSeconds && seconds <= track.throughSeconds;
}
