import { describe, expect, it } from 'vitest';
import type { FrameTruth, PersonTruth } from '@passerby/street';
import { scoreStreet } from './run-street-photos.ts';

const person: PersonTruth = {
  track: 0,
  head: { x: 10, y: 10, width: 20, height: 26 },
  headHeight: 26,
  headWidth: 20,
  face: { x: 12, y: 14, width: 16, height: 20 },
  faceHeight: 20,
  pose: 'frontal',
  yawDegrees: 0,
  headVisible: 1,
  faceVisible: 1,
  bareFaceVisible: 1,
};
const truth: FrameTruth = { index: 0, seconds: 0, people: [person], texts: [] };

describe('scoreStreet', () => {
  it('counts a face as covered when its inner part is hidden', () => {
    const hidden = new Uint8Array(100 * 100);
    for (let y = 8; y < 40; y++) hidden.fill(1, y * 100 + 8, y * 100 + 34);
    expect(scoreStreet(truth, hidden, 100, 100)).toEqual({ frontalFaces: 1, covered: 1, hiddenWithoutNeed: 0 });
  });

  it('counts a face that shows and what is hidden far from it', () => {
    const hidden = new Uint8Array(100 * 100);
    hidden.fill(1, 90 * 100);
    expect(scoreStreet(truth, hidden, 100, 100)).toEqual({ frontalFaces: 1, covered: 0, hiddenWithoutNeed: 0.1 });
  });

  it('leaves out faces that are turned away or too small', () => {
    const others = [
      { ...person, pose: 'profile' as const },
      { ...person, face: { x: 12, y: 14, width: 9, height: 12 } },
    ];
    expect(scoreStreet({ ...truth, people: others }, new Uint8Array(10_000), 100, 100).frontalFaces).toBe(0);
  });
});
