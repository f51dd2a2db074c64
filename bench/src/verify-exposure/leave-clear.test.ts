import { PlanRegions, type Plan } from '@passerby/engine';
import type { StreetTruth } from '@passerby/street';
import { describe, expect, it } from 'vitest';
import { chooseHead } from './choose-head.ts';
import { leaveClear } from './leave-clear.ts';

const face = { x: 104, y: 54, width: 24, height: 30 };
const head = { x: 100, y: 50, width: 32, height: 40 };
const person = (track: number, x: number, visible: number): StreetTruth['frames'][number]['people'][number] => ({
  track,
  head: { ...head, x },
  headHeight: 40,
  headWidth: 32,
  face: { ...face, x: x + 4 },
  faceHeight: 30,
  pose: 'frontal',
  yawDegrees: 0,
  headVisible: visible,
  faceVisible: visible,
  bareFaceVisible: visible,
});
const truth: StreetTruth = {
  width: 320,
  height: 180,
  fps: 10,
  frames: Array.from({ length: 30 }, (_, index) => ({
    index,
    seconds: index / 10,
    people: [person(1, 100, index < 15 ? 1 : 0), person(2, 220, 0)],
    texts: [],
  })),
  people: [],
  cuts: [],
  flashes: [],
};
const track = (id: string, x: number): Plan['tracks'][number] => ({
  id: id.repeat(16),
  kind: 'face',
  fromSeconds: 0,
  throughSeconds: 3,
  keyframes: [{ seconds: 0, box: { ...face, x }, origin: 'detected' }],
});
const plan: Plan = {
  format: 'passerby-plan',
  version: 1,
  media: { width: 320, height: 180, frameCount: 30, durationSeconds: 3, sha256: '0'.repeat(64) },
  settings: { preset: 'head', text: 'all' },
  models: [],
  tracks: [track('a', 104), track('b', 224)],
};

describe('chooseHead', () => {
  it('takes people whose face is seen throughout, and none where there is nobody', () => {
    for (const pick of [0, 1, 2, 3]) expect(chooseHead(truth, 5, pick)?.track).toBe(1);
    expect(chooseHead(truth, 5, 1)?.firstFrame).toBe(5);
    expect(chooseHead(truth, 20, 0)).toBeUndefined();
  });
});

describe('leaveClear', () => {
  it('uncovers the head in exactly these frames, and nobody else', () => {
    const chosen = chooseHead(truth, 5, 1);
    expect(chosen).toBeDefined();
    const regions = new PlanRegions(leaveClear(plan, chosen!, truth.fps));
    const covered = truth.frames.map(({ seconds }) => regions.at(seconds).length);
    expect(covered).toEqual(truth.frames.map(({ index }) => (index >= 5 && index < 10 ? 1 : 2)));
  });
});
