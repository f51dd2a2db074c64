import { describe, expect, it } from 'vitest';
import { drawTimeCode, timeCode } from './draw-time-code.ts';

const canvas = (width: number, height: number) => ({
  data: new Uint8Array(width * height * 3).fill(90),
  width,
  height,
});

describe('timeCode', () => {
  it('tells minutes, seconds and hundredths, and hours where there are any', () => {
    expect(timeCode(0)).toBe('00:00.00');
    expect(timeCode(83.456)).toBe('01:23.46');
    expect(timeCode(59.999)).toBe('01:00.00');
    expect(timeCode(3723.5)).toBe('1:02:03.50');
  });
});

describe('drawTimeCode', () => {
  it('draws white shapes on black, other ones for another time, and nothing outside', () => {
    const [first, second] = [canvas(120, 30), canvas(120, 30)];
    drawTimeCode(first, 1, 0, 0, 3);
    drawTimeCode(second, 2, 0, 0, 3);
    expect(new Set(first.data)).toEqual(new Set([0, 90, 255]));
    expect(first.data).not.toEqual(second.data);
    expect(first.data.subarray(22 * 120 * 3).every((value) => value === 90)).toBe(true);
  });

  it('is cut off by a small canvas', () => {
    const small = canvas(10, 4);
    drawTimeCode(small, 7, 0, 0, 3);
    expect(small.data.every((value) => value === 0 || value === 255)).toBe(true);
  });
});
