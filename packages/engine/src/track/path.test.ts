import { describe, expect, it } from 'vitest';
import { advanceBox, fitVelocity, isTorn, noVelocity } from './path.ts';

const at = (seconds: number, x: number, size = 20) => ({ seconds, box: { x, y: 50, width: size, height: size } });

describe('isTorn', () => {
  const way = (...lefts: readonly number[]): boolean => isTorn(lefts.map((x) => at(0, x).box));

  it('tells a way that stood still beside something and then leapt from one that was fast throughout', () => {
    expect(way(0, 1, 1, 2, 20, 25, 30)).toBe(true);
    expect(way(0, 9, 18, 27, 36, 45)).toBe(false);
    expect(way(0, 1, 3, 7, 12, 17)).toBe(false);
  });
});

describe('fitVelocity', () => {
  it('finds the speed of a steady walker within a tenth', () => {
    const { x, y } = fitVelocity([at(0.5, 100), at(0.3, 60), at(0.1, 20)]);
    expect(x).toBeGreaterThan(180);
    expect(x).toBeLessThan(220);
    expect(y).toBeCloseTo(0);
  });

  it('takes a jump within one frame for jitter, not for speed', () => {
    expect(Math.abs(fitVelocity([at(1 / 30, 103), at(0, 100)]).x)).toBeLessThan(15);
  });

  it('knows no speed from a single sight', () => {
    expect(fitVelocity([at(0, 1)])).toEqual(noVelocity);
    expect(fitVelocity([])).toEqual(noVelocity);
  });

  it('bounds growth, as sizes of detections jump', () => {
    expect(fitVelocity([at(0.4, 0, 80), at(0, 0, 20)]).growth).toBeLessThanOrEqual(0.5);
  });
});

describe('advanceBox', () => {
  it('goes back in time as well as forth', () => {
    const velocity = { x: 100, y: -20, growth: 0.3 };
    const { box } = at(0, 10);
    const there = advanceBox(advanceBox(box, velocity, 0.4), velocity, -0.4);
    for (const side of ['x', 'y', 'width', 'height'] as const) expect(there[side]).toBeCloseTo(box[side]);
  });
});
