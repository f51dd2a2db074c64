import { describe, expect, it } from 'vitest';
import { markFrame, maxMark, readMark } from './frame-mark.ts';

describe('markFrame', () => {
  it('writes numbers that are read again, also a little darker', () => {
    for (const index of [0, 1, 77, 299, maxMark]) {
      const rgb = new Uint8Array(320 * 180 * 3).fill(128);
      markFrame(rgb, index, 320);
      expect(readMark({ rgb, width: 320, height: 180 })).toBe(index);
      expect(readMark({ rgb: rgb.map((value) => value * 0.9 + 5), width: 320, height: 180 })).toBe(index);
    }
  });

  it('finds no number in flat pictures and in noise', () => {
    for (const value of [0, 34, 128, 255]) {
      expect(readMark({ rgb: new Uint8Array(320 * 180 * 3).fill(value), width: 320, height: 180 })).toBeUndefined();
    }
  });
});
