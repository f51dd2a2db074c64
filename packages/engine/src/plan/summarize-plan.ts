import type { Plan, PlanTrackKind } from './plan.ts';

/** A total that is too coarse to count a crowd with (R35). */
export type CoarseTotal = '0' | '1' | '2-5' | '6-20' | '20+';

/** What a report may say of a plan: no boxes, no times, no counts. */
export interface PlanSummary {
  /** Tracks hidden, by what they are. */
  readonly hidden: Readonly<Record<PlanTrackKind, CoarseTotal>>;
  /** Tracks that a person chose to leave visible. */
  readonly kept: CoarseTotal;
}

/** Sums a plan up for reports and logs. */
export function summarizePlan(plan: Plan): PlanSummary {
  const hidden = plan.tracks.filter((track) => !track.keep);
  const total = (kind: PlanTrackKind): CoarseTotal => coarsen(hidden.filter((track) => track.kind === kind).length);
  return {
    hidden: { face: total('face'), text: total('text'), region: total('region') },
    kept: coarsen(plan.tracks.length - hidden.length),
  };
}

function coarsen(count: number): CoarseTotal {
  if (count === 0) return '0';
  if (count === 1) return '1';
  if (count <= 5) return '2-5';
  return count <= 20 ? '6-20' : '20+';
}
