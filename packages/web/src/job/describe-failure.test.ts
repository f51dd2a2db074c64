import { DamagedMediaError, InferenceError, PlanError } from '@passerby/engine';
import { describe, expect, it } from 'vitest';
import { describeFailure } from './describe-failure.ts';
import { StudioFailure } from './job-failure.ts';

describe('describeFailure', () => {
  it.each([
    [new PlanError('Expected a plan.'), 'plan'],
    [new DamagedMediaError('Broken.'), 'damaged-media'],
    [new RangeError('Array buffer allocation failed'), 'out-of-memory'],
    [new DOMException('full', 'QuotaExceededError'), 'storage'],
    [new DOMException('gone', 'NotReadableError'), 'damaged-media'],
    [new TypeError('x is not a function'), 'unexpected'],
    ['a string', 'unexpected'],
  ] as const)('gives %o the code %s', (error, code) => {
    expect(describeFailure(error)).toMatchObject({ code, name: 'StudioFailure' });
  });

  it('leaves failures as they are, and tells what lies behind an error', () => {
    const failure = new StudioFailure('leak', 'A leak.');
    expect(describeFailure(failure)).toBe(failure);
    const cause = new InferenceError('The model hung.');
    expect(describeFailure(new InferenceError('Looking failed at frame 3.', { cause })).message).toBe(
      'Looking failed at frame 3: The model hung.',
    );
  });
});
