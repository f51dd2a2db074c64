import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowAt } from './time-window.ts';

describe('windowAt', () => {
  it('is the whole video without zoom', () => {
    expect(windowAt(7, 10, 1)).toEqual({ fromSeconds: 0, lengthSeconds: 10 });
  });

  it('holds the moment at every zoom', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1800, noNaN: true }), fc.integer({ min: 0, max: 10 }), (seconds, power) => {
        const { fromSeconds, lengthSeconds } = windowAt(seconds, 1800, 2 ** power);
        expect(seconds).toBeGreaterThanOrEqual(fromSeconds - 1e-6);
        expect(seconds).toBeLessThanOrEqual(fromSeconds + lengthSeconds + 1e-6);
        expect(fromSeconds + lengthSeconds).toBeLessThanOrEqual(1800 + 1e-6);
      }),
    );
  });

  it('is empty for what has no time', () => {
    expect(windowAt(0, 0, 4)).toEqual({ fromSeconds: 0, lengthSeconds: 0 });
  });
});
