import { describe, expect, it } from 'vitest';
import { filledShare, mapAreas } from './fill-map.ts';

const box = { x: 40, y: 20, width: 64, height: 32 };

describe('filledShare', () => {
  it('is the share of any part of the box that areas fill together', () => {
    const map = mapAreas(box, [
      { ...box, width: 16 },
      { ...box, x: 56, width: 16 },
    ]);
    expect(filledShare(map, box)).toBeCloseTo(0.5);
    expect(filledShare(map, { ...box, width: 32 })).toBeCloseTo(1);
    expect(filledShare(map, { ...box, x: 72, width: 32 })).toBe(0);
    expect(filledShare(map, { x: 64, y: 30, width: 16, height: 10 })).toBeCloseTo(0.5);
  });

  it('takes what lies outside of the map, and everything without one, as not filled', () => {
    const map = mapAreas(box, [box]);
    expect(filledShare(map, { ...box, x: 72 })).toBeCloseTo(0.5);
    expect(filledShare(map, { ...box, x: 300 })).toBe(0);
    expect(filledShare(undefined, box)).toBe(0);
  });
});
