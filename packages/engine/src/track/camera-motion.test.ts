import { describe, expect, it } from 'vitest';
import { paintHead, wallPicture } from '../../test/textures.ts';
import { estimateMotion } from './camera-motion.ts';
import { stackLuma } from './frame-history.ts';
import { noMotion } from './motion.ts';

const before = stackLuma(wallPicture(1, 100, 100));

describe('estimateMotion', () => {
  it('measures a pan within a quarter of a pixel', () => {
    const motion = estimateMotion(before, stackLuma(wallPicture(1, 107, 97)));
    expect(motion?.dx).toBeCloseTo(-7, 0);
    expect(motion?.dy).toBeCloseTo(3, 0);
    expect(motion?.scale).toBeCloseTo(1, 2);
  });

  it('measures a zoom', () => {
    const motion = estimateMotion(before, stackLuma(wallPicture(1, 100, 100, 1.02)));
    expect(motion?.scale).toBeGreaterThan(1.015);
    expect(motion?.scale).toBeLessThan(1.025);
  });

  it('finds a camera that stands still, whoever walks by', () => {
    const wall = wallPicture(1, 100, 100);
    paintHead(wall.data, wall.width, 5, { x: 20, y: 30, width: 120, height: 140 });
    const next = wallPicture(1, 100, 100);
    paintHead(next.data, next.width, 5, { x: 26, y: 30, width: 120, height: 140 });
    expect(estimateMotion(stackLuma(wall), stackLuma(next))).toBe(noMotion);
  });

  it('does not pretend to know across a cut, or before a blank wall', () => {
    expect(estimateMotion(before, stackLuma(wallPicture(2)))).toBeUndefined();
    const blank = { width: 320, height: 180, data: new Uint8Array(320 * 180).fill(90), step: 1 };
    expect(estimateMotion(stackLuma(blank), stackLuma(blank))).toBeUndefined();
  });
});
