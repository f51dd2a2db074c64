import { describe, expect, it } from 'vitest';
import { rgbaToPlanes } from './rgba-to-planes.ts';

function planesOf(...color: readonly number[]): number[] {
  const rgba = Uint8ClampedArray.from(Array.from({ length: 4 }, () => [...color, 255]).flat());
  const target = new Uint8Array(6);
  rgbaToPlanes(rgba, target, { width: 2, height: 2 });
  return [...target];
}

describe('rgbaToPlanes', () => {
  it.each([
    ['black', [0, 0, 0], [16, 128, 128]],
    ['white', [255, 255, 255], [235, 128, 128]],
    ['red', [255, 0, 0], [63, 102, 240]],
    ['blue', [0, 0, 255], [32, 240, 118]],
  ] as const)('gives %s as BT.709 has it', (_, color, [luma, blue, red]) => {
    expect(planesOf(...color)).toEqual([luma, luma, luma, luma, blue, red]);
  });
});
