import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixBoxes } from '../frame/box.ts';
import { boxSize, type Step } from './path.ts';
import { thinSteps } from './thin-steps.ts';

const coordinate = fc.double({ min: -50, max: 700, noNaN: true });
const size = fc.double({ min: 8, max: 120, noNaN: true });
const boxes = fc.array(fc.record({ x: coordinate, y: coordinate, width: size, height: size }), {
  minLength: 1,
  maxLength: 40,
});

function toSteps(list: readonly Step['box'][]): readonly Step[] {
  return list.map((box, frame) => ({ frame, seconds: frame / 25, box, origin: 'interpolated' }));
}

describe('thinSteps', () => {
  it('keeps every dropped step within about a pixel of the line between its neighbours', () => {
    fc.assert(
      fc.property(boxes, (list) => {
        const steps = toSteps(list);
        const kept = thinSteps(steps);
        for (const step of steps) {
          const after = kept.find((other) => other.frame >= step.frame) as Step;
          const before = kept.findLast((other) => other.frame <= step.frame) as Step;
          const share = after === before ? 0 : (step.frame - before.frame) / (after.frame - before.frame);
          const line = mixBoxes(before.box, after.box, share);
          const allowed = 1 + 0.015 * boxSize(step.box) + 1e-6;
          expect(Math.abs(line.x - step.box.x)).toBeLessThanOrEqual(allowed);
          expect(Math.abs(line.y + line.height - step.box.y - step.box.height)).toBeLessThanOrEqual(allowed);
        }
      }),
    );
  });

  it('needs two keyframes for a straight walk', () => {
    const walk = Array.from({ length: 200 }, (_, frame) => ({ x: frame * 3, y: 10, width: 20, height: 20 }));
    expect(thinSteps(toSteps(walk))).toHaveLength(2);
  });

  it('ignores a second step for the same moment', () => {
    const [step] = toSteps([{ x: 0, y: 0, width: 9, height: 9 }]) as [Step];
    expect(thinSteps([step, step])).toEqual([step]);
  });
});
