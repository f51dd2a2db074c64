import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PictureView } from '../frame/picture-view.ts';
import { chooseScale, planLooks, toPicture } from './scan-picture.ts';

const limits = { maxInputPixels: 500_000, overlapPixels: 100 };
const pictures = fc.record({ width: fc.integer({ min: 1, max: 6000 }), height: fc.integer({ min: 1, max: 6000 }) });
const sizes = fc.constantFrom(320, 640, 1280, 1920);

function blank(size: { width: number; height: number }): PictureView {
  return { ...size, sample: (_, width, height) => new Uint8Array(3 * width * height) };
}

describe('planLooks', () => {
  it('gives inputs within the limit, in multiples of 32, padded by less than 32', () => {
    fc.assert(
      fc.property(pictures, sizes, (size, longestSide) => {
        const picture = blank(size);
        for (const look of planLooks(picture, chooseScale(picture, longestSide), limits)) {
          expect(look.inputWidth * look.inputHeight).toBeLessThanOrEqual(limits.maxInputPixels);
          for (const [input, filled] of [
            [look.inputWidth, look.width],
            [look.inputHeight, look.height],
          ] as const) {
            expect(input % 32).toBe(0);
            expect(input - filled).toBeGreaterThanOrEqual(0);
            expect(input - filled).toBeLessThan(32);
          }
        }
      }),
    );
  });

  it('never squashes: both sides have the same scale to within a pixel', () => {
    fc.assert(
      fc.property(pictures, sizes, (size, longestSide) => {
        const picture = blank(size);
        const scale = chooseScale(picture, longestSide);
        for (const { crop, width, height } of planLooks(picture, scale, limits)) {
          expect(Math.abs(width - crop.width * scale)).toBeLessThanOrEqual(1);
          expect(Math.abs(height - crop.height * scale)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('sees whole, in at least one tile, everything no larger than the overlap', () => {
    const spot = fc.record({
      across: fc.double({ min: 0, max: 1, noNaN: true }),
      down: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(pictures, sizes, spot, (size, longestSide, { across, down }) => {
        const picture = blank(size);
        const scale = chooseScale(picture, longestSide);
        const width = Math.min(size.width, limits.overlapPixels / scale);
        const height = Math.min(size.height, limits.overlapPixels / scale);
        const x = across * (size.width - width);
        const y = down * (size.height - height);
        const seen = planLooks(picture, scale, limits).some(
          ({ crop }) =>
            crop.x <= x + 1 &&
            crop.y <= y + 1 &&
            crop.x + crop.width >= x + width - 1 &&
            crop.y + crop.height >= y + height - 1,
        );
        expect(seen).toBe(true);
      }),
    );
  });

  it('keeps crops inside the picture, in whole pixels, and maps the input back onto them', () => {
    fc.assert(
      fc.property(pictures, sizes, (size, longestSide) => {
        const picture = blank(size);
        for (const look of planLooks(picture, chooseScale(picture, longestSide), limits)) {
          const { crop } = look;
          expect(Object.values(crop).every(Number.isInteger)).toBe(true);
          expect(Math.min(crop.x, crop.y)).toBeGreaterThanOrEqual(0);
          expect(crop.x + crop.width).toBeLessThanOrEqual(size.width);
          expect(crop.y + crop.height).toBeLessThanOrEqual(size.height);
          const mapped = toPicture({ x: 0, y: 0, width: look.width, height: look.height }, look);
          expect(mapped.x).toBe(crop.x);
          expect(mapped.width).toBeCloseTo(crop.width, 6);
          expect(mapped.height).toBeCloseTo(crop.height, 6);
        }
      }),
    );
  });
});

describe('chooseScale', () => {
  it('scales the longest side to what was asked for, and enlarges four times at most', () => {
    expect(chooseScale(blank({ width: 4000, height: 3000 }), 1280)).toBeCloseTo(0.32);
    expect(chooseScale(blank({ width: 100, height: 100 }), 1280)).toBe(4);
  });

  it('does not let a panorama shrink to a ribbon', () => {
    expect(chooseScale(blank({ width: 20_000, height: 2000 }), 1280)).toBeCloseTo(0.32);
  });
});
