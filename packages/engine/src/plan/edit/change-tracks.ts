import { OptionsError } from '../../errors.ts';
import { checkPlan } from '../parse-plan.ts';
import type { Plan, PlanTrack } from '../plan.ts';

/**
 * The plan with some tracks taken out and others put in at the place of the first, so that the list keeps its order.
 * @throws PlanError where a new track is not valid or its id is taken.
 */
export function replaceTracks(plan: Plan, outIds: readonly string[], tracks: readonly PlanTrack[]): Plan {
  // Only what is new is checked: long plans stay quick to edit.
  checkPlan({ ...plan, tracks: [...tracks] });
  const place = plan.tracks.findIndex(({ id }) => outIds.includes(id));
  const rest = plan.tracks.filter(({ id }) => !outIds.includes(id));
  const taken = tracks.find(({ id }) => rest.some((other) => other.id === id));
  if (taken) throw new OptionsError(`Expected an id that no track has, received "${taken.id}".`);
  return { ...plan, tracks: rest.toSpliced(place < 0 ? rest.length : place, 0, ...tracks) };
}

/** The track with this id. @throws OptionsError where there is none. */
export function requireTrack(plan: Plan, id: string): PlanTrack {
  const track = plan.tracks.find((candidate) => candidate.id === id);
  if (!track) throw new OptionsError(`Expected the id of a track of the plan, received "${id}".`);
  return track;
}

/** The drawn region with this id. @throws OptionsError where there is none, or the track was found. */
export function requireRegion(plan: Plan, id: string): PlanTrack {
  const track = requireTrack(plan, id);
  if (track.kind !== 'region') {
    throw new OptionsError(
      `Expected a drawn region for this edit, received a ${track.kind} track: keep it, with a reason.`,
    );
  }
  return track;
}
