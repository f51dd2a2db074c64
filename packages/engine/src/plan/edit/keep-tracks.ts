import { OptionsError } from '../../errors.ts';
import type { Plan, PlanTrack } from '../plan.ts';
import { replaceTracks, requireTrack } from './change-tracks.ts';

/**
 * The plan with these tracks left visible, for a reason of at least one character. Where another track covers them they stay hidden.
 * @throws OptionsError for unknown ids; PlanError for an empty reason.
 */
export function keepTracks(plan: Plan, ids: readonly string[], reason: string): Plan {
  return changeEach(plan, ids, (track) => ({ ...track, keep: { reason } }));
}

/** The plan with these tracks hidden again. @throws OptionsError for unknown ids. */
export function hideTracks(plan: Plan, ids: readonly string[]): Plan {
  return changeEach(plan, ids, withoutKeep);
}

/**
 * The plan with these tracks left visible and everything else hidden: for a person who asked for the footage of themselves.
 * Whoever chooses the tracks knows the person; nothing here does.
 * @throws OptionsError for no ids, unknown ids, and tracks that are no faces; PlanError for an empty reason.
 */
export function keepOnly(plan: Plan, ids: readonly string[], reason: string): Plan {
  if (ids.length === 0) throw new OptionsError('Expected at least one track to keep, received none.');
  for (const id of ids) {
    const { kind } = requireTrack(plan, id);
    if (kind !== 'face') throw new OptionsError(`Expected faces to keep, received a ${kind} track.`);
  }
  return keepTracks({ ...plan, tracks: plan.tracks.map(withoutKeep) }, ids, reason);
}

function changeEach(plan: Plan, ids: readonly string[], change: (track: PlanTrack) => PlanTrack): Plan {
  return ids.reduce((changed, id) => replaceTracks(changed, [id], [change(requireTrack(changed, id))]), plan);
}

function withoutKeep(track: PlanTrack): PlanTrack {
  const { keep: _, ...hidden } = track;
  return hidden;
}
