import { describe, expect, it } from 'vitest';
import { composeMotions, invertMotion, moveBox } from './motion.ts';

const box = { x: 10, y: 20, width: 30, height: 40 };
const zoom = { scale: 1.1, dx: -5, dy: 3 };
const pan = { scale: 1, dx: 7, dy: -2 };

describe('motions', () => {
  it('move a box by one after the other when composed', () => {
    const moved = moveBox(moveBox(box, zoom), pan);
    const composed = moveBox(box, composeMotions(zoom, pan));
    for (const side of ['x', 'y', 'width', 'height'] as const) expect(composed[side]).toBeCloseTo(moved[side]);
  });

  it('bring a box back when inverted', () => {
    const back = moveBox(moveBox(box, zoom), invertMotion(zoom));
    for (const side of ['x', 'y', 'width', 'height'] as const) expect(back[side]).toBeCloseTo(box[side]);
  });
});
