import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Detection } from '../detect/detection.ts';
import { groupDetections } from './group-detections.ts';

const detection: fc.Arbitrary<Detection> = fc.record({
  kind: fc.constant('face' as const),
  box: fc.record({
    x: fc.integer({ min: 0, max: 200 }),
    y: fc.integer({ min: 0, max: 200 }),
    width: fc.integer({ min: 8, max: 80 }),
    height: fc.integer({ min: 8, max: 80 }),
  }),
  score: fc.double({ min: 0.1, max: 1, noNaN: true }),
});

const list = fc.array(detection, { maxLength: 25 });

describe('groupDetections', () => {
  it('gives the same groups whatever the order', () => {
    const shuffled = list.chain((found) =>
      fc.tuple(fc.constant(found), fc.shuffledSubarray(found, { minLength: found.length })),
    );
    fc.assert(
      fc.property(shuffled, ([found, other]) => {
        expect(groupDetections(other)).toEqual(groupDetections(found));
      }),
    );
  });

  it('loses no detection: each overlaps a group that is at least as sure', () => {
    fc.assert(
      fc.property(list, (found) => {
        const groups = groupDetections(found);
        for (const { box, score } of found) {
          const holds = groups.some(
            (group) =>
              group.score >= score &&
              group.box.x < box.x + box.width &&
              group.box.x + group.box.width > box.x &&
              group.box.y < box.y + box.height &&
              group.box.y + group.box.height > box.y,
          );
          expect(holds).toBe(true);
        }
      }),
    );
  });

  it('keeps neighbours in a crowd apart', () => {
    const at = (x: number): Detection => ({ kind: 'face', box: { x, y: 0, width: 30, height: 40 }, score: 0.9 });
    expect(groupDetections([at(0), at(20), at(40)])).toHaveLength(3);
  });

  it('does not let a weak large box stretch a sure one', () => {
    const sure: Detection = { kind: 'face', box: { x: 10, y: 10, width: 30, height: 40 }, score: 0.9 };
    const weak: Detection = { kind: 'face', box: { x: 5, y: 5, width: 42, height: 52 }, score: 0.2 };
    expect(groupDetections([weak, sure])).toEqual([sure]);
  });
});
