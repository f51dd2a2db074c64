import type { Plan, PlanTrack } from '../plan.ts';
import { replaceTracks } from './change-tracks.ts';

/**
 * The plan with these tracks, such as followed regions or what a check found, added.
 * @throws PlanError where one is not valid; OptionsError where its id is taken.
 */
export function addTracks(plan: Plan, tracks: readonly PlanTrack[]): Plan {
  return replaceTracks(plan, [], tracks);
}
