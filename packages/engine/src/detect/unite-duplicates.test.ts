import { describe, expect, it } from 'vitest';
import type { Detection } from './detection.ts';
import { uniteDuplicates } from './unite-duplicates.ts';

function face(x: number, y: number, size: number, score: number): Detection {
  return { kind: 'face', box: { x, y, width: size, height: size }, score };
}

describe('uniteDuplicates', () => {
  it('makes one hull of boxes around the same face, with the best score', () => {
    const united = uniteDuplicates([face(12, 10, 40, 0.3), face(10, 10, 40, 0.9), face(10, 14, 40, 0.5)], 0);
    expect(united).toEqual([{ kind: 'face', box: { x: 10, y: 10, width: 42, height: 44 }, score: 0.9 }]);
  });

  it('stretches the strongest box only as far as the slack does not reach', () => {
    const united = uniteDuplicates([face(10, 10, 40, 0.9), face(16, 10, 40, 0.5), face(22, 10, 40, 0.4)], 0.2);
    expect(united).toEqual([{ kind: 'face', box: { x: 10, y: 10, width: 44, height: 40 }, score: 0.9 }]);
  });

  it('leaves two neighbours alone', () => {
    expect(uniteDuplicates([face(0, 0, 40, 0.9), face(30, 0, 40, 0.8)], 0)).toHaveLength(2);
  });

  it('lets a nose vanish in its face', () => {
    expect(uniteDuplicates([face(15, 15, 10, 0.4), face(0, 0, 40, 0.5)], 0)).toEqual([face(0, 0, 40, 0.5)]);
    expect(uniteDuplicates([face(15, 15, 10, 0.95), face(0, 0, 40, 0.5)], 0)).toEqual([face(0, 0, 40, 0.95)]);
  });

  it('keeps a box apart that would stretch its neighbour too far', () => {
    const chain = [0, 10, 20, 30, 40].map((x, i) => face(x, 0, 40, 0.9 - i / 10));
    for (const { box } of uniteDuplicates(chain, 0)) expect(box.width).toBeLessThanOrEqual(72);
  });
});
