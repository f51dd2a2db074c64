import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupText, growTextGroup } from './group-text.ts';
import type { TextQuad } from './text-map.ts';

function line(x: number, y: number, width: number, height: number, score = 0.8): TextQuad {
  return {
    corners: [
      { x, y },
      { x: x + width, y },
      { x: x + width, y: y + height },
      { x, y: y + height },
    ],
    textHeight: Math.min(width, height),
    score,
  };
}

describe('groupText', () => {
  it('joins the two lines of a plate to one thing with the surest score', () => {
    const groups = groupText([line(10, 10, 60, 20, 0.6), line(10, 36, 60, 20, 0.9)]);
    expect(groups).toEqual([{ box: { x: 10, y: 10, width: 60, height: 46 }, textHeight: 20, score: 0.9 }]);
  });

  it('joins the words of a line', () => {
    expect(groupText([line(0, 0, 40, 20), line(50, 0, 40, 20), line(100, 0, 40, 20)])).toHaveLength(1);
  });

  it('leaves alone what is further away than 0.6 text heights', () => {
    expect(groupText([line(0, 0, 40, 20), line(53, 0, 40, 20)])).toHaveLength(2);
  });

  it('does not join a wall of posters: at most 5 text heights tall and 14 wide', () => {
    const wall = Array.from({ length: 20 }, (_, row) => line(0, row * 25, 100, 20));
    for (const { box } of groupText(wall)) expect(box.height).toBeLessThanOrEqual(100);
    const banner = Array.from({ length: 20 }, (_, word) => line(word * 60, 0, 55, 20));
    for (const { box } of groupText(banner)) expect(box.width).toBeLessThanOrEqual(280);
  });

  it('does not depend on the order of the lines, and covers all of them', () => {
    const size = fc.integer({ min: 5, max: 40 });
    const lines = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 }), size, size).map((at) => line(...at)),
      { maxLength: 15 },
    );
    fc.assert(
      fc.property(lines, (given) => {
        const groups = groupText(given);
        expect(groupText(given.toReversed())).toEqual(groups);
        for (const { corners } of given) {
          const covered = groups.some(({ box }) =>
            corners.every(({ x, y }) => x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height),
          );
          expect(covered).toBe(true);
        }
      }),
    );
  });
});

describe('growTextGroup', () => {
  it('grows by text heights: for first and last letters and small lines around', () => {
    const grown = growTextGroup({ box: { x: 100, y: 100, width: 80, height: 40 }, textHeight: 20, score: 0.7 });
    expect(grown).toEqual({ kind: 'text', box: { x: 92, y: 82, width: 96, height: 65 }, score: 0.7 });
  });
});
