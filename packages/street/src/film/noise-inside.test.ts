import { describe, expect, it } from 'vitest';
import { noiseInside } from './noise-inside.ts';

describe('noiseInside', () => {
  it('changes pixels inside the box and no other, again and again the same from one seed', () => {
    const clear = new Uint8Array(8 * 6 * 3).fill(7);
    const box = { x: 2, y: 1, width: 3, height: 4 };
    const [first, again, other] = [5, 5, 6].map((seed) => noiseInside(seed)(clear, 8, box));
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
    const changed = [...clear.keys()].filter((at) => first?.[at] !== 7).map((at) => Math.floor(at / 3));
    expect(changed.length).toBeGreaterThan(0);
    for (const pixel of changed) {
      expect(pixel % 8 >= 2 && pixel % 8 < 5 && pixel >= 8 && pixel < 40).toBe(true);
    }
    expect([...new Set(clear)]).toEqual([7]);
  });
});
