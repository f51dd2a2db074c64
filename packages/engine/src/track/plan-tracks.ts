import type { PlanTrack } from '../plan/plan.ts';
import type { EndedTrack } from './live-track.ts';

/** Names an ended track for the plan. `randomId` gives 16 hex digits that mean nothing. */
export function toPlanTrack(track: EndedTrack, randomId: () => string): PlanTrack {
  return {
    id: randomId(),
    kind: track.kind,
    fromSeconds: track.fromSeconds,
    throughSeconds: track.throughSeconds,
    keyframes: track.steps.map(({ seconds, box, origin, score }) => ({
      seconds,
      box: { ...box },
      origin,
      ...(score === undefined ? {} : { score }),
    })),
  };
}
