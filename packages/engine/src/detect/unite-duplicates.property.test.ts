import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxArea, growBox, type Box } from '../frame/box.ts';
import type { Detection } from './detection.ts';
import { uniteDuplicates } from './unite-duplicates.ts';

const side = fc.double({ min: 1, max: 60, noNaN: true });
const place = fc.double({ min: -20, max: 100, noNaN: true });
const detection: fc.Arbitrary<Detection> = fc.record({ x: place, y: place, width: side, height: side }).chain((box) =>
  fc.record({
    kind: fc.constant('face' as const),
    box: fc.constant(box),
    score: fc.integer({ min: 1, max: 10 }).map((s) => s / 10),
  }),
);
const slacks = fc.constantFrom(0, 0.1, 0.2);
const detections = fc.array(detection, { maxLength: 30 });

function holds(outer: Box, inner: Box): boolean {
  const slack = 1e-9;
  return (
    outer.x <= inner.x + slack &&
    outer.y <= inner.y + slack &&
    outer.x + outer.width >= inner.x + inner.width - slack &&
    outer.y + outer.height >= inner.y + inner.height - slack
  );
}

describe('uniteDuplicates', () => {
  it('does not depend on the order of the boxes', () => {
    fc.assert(
      fc.property(detections, slacks, fc.infiniteStream(fc.nat()), (given, slack, numbers) => {
        const shuffled = [...given];
        for (let i = shuffled.length - 1; i > 0; i--) {
          const j = numbers.next().value! % (i + 1);
          [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
        }
        expect(uniteDuplicates(shuffled, slack)).toEqual(uniteDuplicates(given, slack));
      }),
    );
  });

  it('loses nothing: every box lies whole inside one of those left, grown by the slack', () => {
    fc.assert(
      fc.property(detections, slacks, (given, slack) => {
        const united = uniteDuplicates(given, slack);
        for (const { box } of given)
          expect(united.some((other) => holds(growBox(other.box, slack, slack, slack), box))).toBe(true);
      }),
    );
  });

  it('does not balloon: what is left is at most 1.8 times as large as a box given', () => {
    fc.assert(
      fc.property(detections, slacks, (given, slack) => {
        const largest = Math.max(...given.map(({ box }) => boxArea(box)));
        for (const { box } of uniteDuplicates(given, slack))
          expect(boxArea(box)).toBeLessThanOrEqual(1.8 * largest * (1 + 1e-9));
      }),
    );
  });

  it('keeps scores and never gives more boxes than there were', () => {
    fc.assert(
      fc.property(detections, slacks, (given, slack) => {
        const united = uniteDuplicates(given, slack);
        expect(united.length).toBeLessThanOrEqual(given.length);
        expect(Math.max(0, ...united.map(({ score }) => score))).toBe(Math.max(0, ...given.map(({ score }) => score)));
      }),
    );
  });
});
