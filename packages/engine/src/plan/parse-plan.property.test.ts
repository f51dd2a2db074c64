import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPlan } from '../../test/sample-plan.ts';
import { PlanError } from '../errors.ts';
import { parsePlan, serializePlan } from './parse-plan.ts';

describe('parsePlan', () => {
  it('gives back every plan that serializePlan wrote', () => {
    fc.assert(
      fc.property(arbitraryPlan(), (plan) => {
        const json = serializePlan(plan);
        expect(parsePlan(json)).toEqual(plan);
        expect(serializePlan(parsePlan(json))).toBe(json);
      }),
    );
  });

  it('throws nothing but a PlanError of one sentence on any text', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), expectPlanError));
  });

  it('throws nothing but a PlanError where any one value of a plan is replaced', () => {
    const values = fc.oneof(fc.jsonValue(), fc.constant(undefined));
    fc.assert(
      fc.property(arbitraryPlan(), fc.nat(), values, (plan, place, value) => {
        let count = 0;
        const target = place % countValues(plan);
        const json = JSON.stringify(plan, (_, old: unknown) => (count++ === target ? value : old));
        if (json !== undefined) expectPlanOrPlanError(json);
      }),
    );
  });
});

function countValues(value: unknown): number {
  let count = 0;
  JSON.stringify(value, (_, inner: unknown) => {
    count += 1;
    return inner;
  });
  return count;
}

function expectPlanError(json: string): void {
  expect(() => parsePlan(json)).toThrow(PlanError);
  expect(() => parsePlan(json)).toThrow(/^Expected [^\n]+\.$/);
}

/** Whether the text is a plan: `false` after a PlanError, any other error is thrown on. */
function isPlan(json: string): boolean {
  try {
    parsePlan(json);
    return true;
  } catch (error) {
    if (error instanceof PlanError) return false;
    throw error;
  }
}

function expectPlanOrPlanError(json: string): void {
  if (isPlan(json)) expectRoundTrip(json);
  else expectPlanError(json);
}

function expectRoundTrip(json: string): void {
  const plan = parsePlan(json);
  expect(parsePlan(serializePlan(plan))).toEqual(plan);
}
