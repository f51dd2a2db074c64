import { describe, expect, it } from 'vitest';
import { turnPlanes } from './turn-planes.ts';

/** A picture of 4 x 2 whose luma counts up, with chroma of its own. */
const lying = { width: 4, height: 2 };
const source = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 20, 21]);

function turn(rotation: 0 | 90 | 180 | 270, isFlipped = false): number[] {
  const isQuarter = rotation === 90 || rotation === 270;
  const to = isQuarter ? { width: 2, height: 4 } : lying;
  const target = new Uint8Array(12);
  turnPlanes(source, lying, target, { ...to, rotation, isFlipped });
  return [...target];
}

describe('turnPlanes', () => {
  it.each([
    [0, [1, 2, 3, 4, 5, 6, 7, 8], [10, 11]],
    [90, [5, 1, 6, 2, 7, 3, 8, 4], [10, 11]],
    [180, [8, 7, 6, 5, 4, 3, 2, 1], [11, 10]],
    [270, [4, 8, 3, 7, 2, 6, 1, 5], [11, 10]],
  ] as const)('turns clockwise by %d degrees', (rotation, luma, chroma) => {
    expect(turn(rotation)).toEqual([...luma, ...chroma, ...chroma.map((value) => value + 10)]);
  });

  it('mirrors after it turned', () => {
    expect(turn(0, true).slice(0, 8)).toEqual([4, 3, 2, 1, 8, 7, 6, 5]);
    expect(turn(90, true).slice(0, 8)).toEqual([1, 5, 2, 6, 3, 7, 4, 8]);
  });
});
