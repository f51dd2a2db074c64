import { describe, expect, it } from 'vitest';
import type { Step } from './path.ts';
import { keepSize, steadySizes } from './steady-sizes.ts';

const step = (frame: number, size: number): Step => ({
  frame,
  seconds: frame / 25,
  box: { x: 100 - size / 2, y: 100 - size / 2, width: size, height: size },
  origin: 'detected',
});

describe('steadySizes', () => {
  it('holds the size of a head where its face turns away', () => {
    const steps = steadySizes([step(0, 40), step(5, 20), step(10, 40)]);
    expect(steps[1]?.box.width).toBeGreaterThan(36);
    expect((steps[1]?.box.x ?? 0) + (steps[1]?.box.width ?? 0) / 2).toBeCloseTo(100);
  });

  it('does not make who comes closer large before they are near', () => {
    const steps = steadySizes(Array.from({ length: 101 }, (_, frame) => step(frame, 12 * (200 / 12) ** (frame / 100))));
    expect(steps[50]?.box.width).toBeLessThan(52);
    expect(steps[100]?.box.width).toBeCloseTo(200);
  });

  it('holds the size for a while where a track ends with a face that turns away', () => {
    const steps = steadySizes([
      ...Array.from({ length: 60 }, (_, frame) => step(frame, 40)),
      step(60, 20),
      step(65, 20),
    ]);
    expect(steps.at(-1)?.box.width).toBeGreaterThan(34);
  });

  it('lets a head shrink that walks away', () => {
    const steps = steadySizes([step(0, 40), step(100, 12)]);
    expect(steps[1]?.box.width).toBe(12);
  });
});

describe('keepSize', () => {
  it('grows a box that is much smaller than it was, and leaves others', () => {
    const before = step(0, 40).box;
    expect(keepSize(step(1, 20).box, before, 0.8).width).toBeCloseTo(32);
    expect(keepSize(step(1, 36).box, before, 0.8)).toEqual(step(1, 36).box);
  });
});
