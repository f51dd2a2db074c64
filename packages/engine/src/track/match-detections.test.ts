import { describe, expect, it } from 'vitest';
import type { Detection } from '../detect/detection.ts';
import { matchClearly, matchDetections, type Expectation } from './match-detections.ts';

const expected = (x: number, size = 20): Expectation => ({
  box: { x, y: 0, width: size, height: size },
  reachRatio: 0.6,
  growRatio: 1.5,
  shrinkRatio: 2,
});
const found = (x: number, size = 20): Detection => ({
  kind: 'face',
  box: { x, y: 0, width: size, height: size },
  score: 0.9,
});

describe('matchDetections', () => {
  it('pairs each track with the nearest detection, each once', () => {
    const pairs = matchDetections([expected(0), expected(30)], [found(32), found(3)]);
    expect(pairs.map(({ track, detection }) => [track, detection]).toSorted()).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('leaves alone what is out of reach or of another size', () => {
    expect(matchDetections([expected(0)], [found(60), found(0, 45)])).toEqual([]);
  });

  it('lets a turned head be framed much smaller, but not much larger', () => {
    expect(matchDetections([expected(0)], [found(4, 12)])).toHaveLength(1);
    expect(matchDetections([expected(0)], [found(-6, 32)])).toHaveLength(0);
  });
});

describe('matchClearly', () => {
  it('takes a near pair that has nobody else around', () => {
    expect(matchClearly([expected(0), expected(100)], [found(1), found(101)])).toHaveLength(2);
  });

  it('decides nothing between two who stand close together', () => {
    expect(matchClearly([expected(0), expected(12)], [found(1), found(13)])).toEqual([]);
  });
});
