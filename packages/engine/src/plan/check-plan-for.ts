import { PlanError } from '../errors.ts';
import { timeSlackSeconds, type Plan, type PlanMedia } from './plan.ts';

/** What is known of a file when a plan is to be used on it. Its hash always is; the rest is compared where it is known. */
export type KnownMedia = Pick<PlanMedia, 'sha256'> & Partial<PlanMedia>;

/**
 * Refuses a plan that was made for another file.
 * @throws PlanError that names what differs.
 */
export function checkPlanFor(plan: Plan, media: KnownMedia): void {
  if (media.sha256 !== plan.media.sha256) {
    throw new PlanError('Expected a plan for this file, received one for another: its SHA-256 differs.');
  }
  for (const field of ['width', 'height', 'frameCount'] as const) {
    const received = media[field];
    if (received !== undefined && received !== plan.media[field]) throw differs(field, plan.media[field], received);
  }
  const { durationSeconds } = media;
  if (durationSeconds === undefined) return;
  // Written so that NaN is refused too.
  if (!(Math.abs(durationSeconds - plan.media.durationSeconds) <= timeSlackSeconds)) {
    throw differs('durationSeconds', plan.media.durationSeconds, durationSeconds);
  }
}

function differs(field: string, expected: number, received: number): PlanError {
  return new PlanError(`Expected ${expected} for media.${field} of the file, as its plan says, received ${received}.`);
}
