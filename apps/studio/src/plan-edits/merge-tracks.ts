import { boxAt, uniteBoxes, type Plan, type PlanKeyframe, type PlanTrack } from '@passerby/engine';
import { trackOf } from './edit-plan.ts';

/** Whether two tracks may become one: of one kind, and both hidden. */
export function canMerge(a: PlanTrack, b: PlanTrack): boolean {
  return a.id !== b.id && a.kind === b.kind && !a.keep && !b.keep;
}

/**
 * Makes one track of two. It hides at least what both did, and the way between them where one ends before the other begins.
 * Between two moments the edges of a union of evenly moving boxes only bend outwards of the straight line, so keyframes at all
 * moments at which one of them bends, begins or ends are enough.
 * @throws RangeError for tracks that may not become one.
 */
export function mergeTracks(plan: Plan, firstId: string, secondId: string): Plan {
  const first = trackOf(plan, firstId);
  const second = trackOf(plan, secondId);
  if (!canMerge(first, second)) throw new RangeError('Expected two hidden tracks of one kind to merge.');
  const both = [first, second];
  const moments = new Set(both.flatMap((track) => momentsOf(track)));
  const keyframes = [...moments].toSorted((a, b) => a - b).map((seconds) => unionAt(both, seconds));
  const merged: PlanTrack = {
    ...first,
    fromSeconds: Math.min(first.fromSeconds, second.fromSeconds),
    throughSeconds: Math.max(first.throughSeconds, second.throughSeconds),
    keyframes,
  };
  return {
    ...plan,
    tracks: plan.tracks.flatMap((track) => (track === first ? [merged] : track === second ? [] : [track])),
  };
}

function momentsOf(track: PlanTrack): readonly number[] {
  const inside = track.keyframes
    .map(({ seconds }) => seconds)
    .filter((seconds) => seconds > track.fromSeconds && seconds < track.throughSeconds);
  return [track.fromSeconds, ...inside, track.throughSeconds];
}

function unionAt(tracks: readonly PlanTrack[], seconds: number): PlanKeyframe {
  const active = tracks.filter((track) => seconds >= track.fromSeconds && seconds <= track.throughSeconds);
  const box = active.map((track) => boxAt(track, seconds)).reduce(uniteBoxes);
  const own = active.length === 1 ? active[0]?.keyframes.find((keyframe) => keyframe.seconds === seconds) : undefined;
  return own ?? { seconds, box: { ...box }, origin: active[0]?.kind === 'region' ? 'drawn' : 'interpolated' };
}
