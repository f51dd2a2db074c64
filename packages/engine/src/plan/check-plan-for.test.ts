import { describe, expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { PlanError } from '../errors.ts';
import { checkPlanFor, type KnownMedia } from './check-plan-for.ts';

const plan = samplePlan();

describe('checkPlanFor', () => {
  it('accepts the file that the plan was made for, as far as it is known', () => {
    expect(() => checkPlanFor(plan, plan.media)).not.toThrow();
    expect(() => checkPlanFor(plan, { sha256: plan.media.sha256 })).not.toThrow();
    expect(() => checkPlanFor(plan, { ...plan.media, durationSeconds: 10.0004 })).not.toThrow();
  });

  it.each<[string, Partial<KnownMedia>]>([
    ['another hash', { sha256: 'c'.repeat(64) }],
    ['another width', { width: 641 }],
    ['another height', { height: 1 }],
    ['another number of frames', { frameCount: 299 }],
    ['another duration', { durationSeconds: 11 }],
    ['a duration that is no number', { durationSeconds: Number.NaN }],
  ])('refuses %s', (_, change) => {
    expect(() => checkPlanFor(plan, { ...plan.media, ...change })).toThrow(PlanError);
  });

  it('says which figure differs', () => {
    expect(() => checkPlanFor(plan, { ...plan.media, frameCount: 299 })).toThrow(
      'Expected 300 for media.frameCount of the file, as its plan says, received 299.',
    );
  });
});
