import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coveredRatio, type Box } from '../frame/box.ts';
import type { PictureView } from '../frame/picture-view.ts';
import { chooseScale, planAreaLooks, planLooks, toPicture } from './scan-picture.ts';

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

describe('planAreaLooks', () => {
  const frames = fc.constantFrom(
    { width: 1280, height: 720 },
    { width: 1920, height: 1080 },
    { width: 638, height: 358 },
  );
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const areas = fc.array(fc.record({ x: share, y: share, width: share, height: share }), { maxLength: 6 });
  const roomy = { ...limits, maxInputPixels: 1_300_000 };

  /** A small box for these shares of the picture. */
  function place(size: { width: number; height: number }, { x, y, width, height }: Box): Box {
    const across = size.width * 0.3 * width + 1;
    const down = size.height * 0.3 * height + 1;
    return { x: x * (size.width - across), y: y * (size.height - down), width: across, height: down };
  }

  it('sees every area whole, in pixels of the picture, without squashing, and hardly ever more than the whole', () => {
    fc.assert(
      fc.property(frames, areas, (size, shares) => {
        const picture = blank(size);
        const scale = chooseScale(picture, 1120);
        const wanted = shares.map((box) => place(size, box));
        const looks = planAreaLooks(picture, scale, wanted, roomy);
        for (const area of wanted) {
          // Crops begin and end at even pixels.
          const inner = { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 };
          expect(
            inner.width <= 0 || inner.height <= 0 || looks.some(({ crop }) => coveredRatio(inner, crop) > 0.999),
          ).toBe(true);
        }
        for (const { crop, width, height, inputWidth, inputHeight } of looks) {
          expect(Math.abs(width - crop.width * scale)).toBeLessThanOrEqual(4);
          expect(Math.abs(height - crop.height * scale)).toBeLessThanOrEqual(4);
          expect([inputWidth % 32, inputHeight % 32, crop.x % 2, crop.y % 2]).toEqual([0, 0, 0, 0]);
          expect(crop.x + crop.width).toBeLessThanOrEqual(size.width);
          expect(crop.y + crop.height).toBeLessThanOrEqual(size.height);
        }
      }),
    );
  });

  it('looks at nothing where nothing is asked for, and at everything where that is little more', () => {
    const picture = blank({ width: 1280, height: 720 });
    const scale = chooseScale(picture, 1120);
    expect(planAreaLooks(picture, scale, [], roomy)).toEqual([]);
    const most = { x: 0, y: 0, width: 1200, height: 650 };
    expect(planAreaLooks(picture, scale, [most], roomy)).toEqual(planLooks(picture, scale, roomy));
  });

  it('sees what lies at the lower border up to it', () => {
    const picture = blank({ width: 1280, height: 720 });
    const area = { x: 0, y: 502, width: 4, height: 218 };
    const looks = planAreaLooks(picture, chooseScale(picture, 1120), [area], roomy);
    expect(looks.map(({ crop }) => crop.y + crop.height)).toEqual([720]);
  });

  it('gives few sizes, as everything is set up for each', () => {
    const picture = blank({ width: 1280, height: 720 });
    const at = (width: number): readonly unknown[] =>
      planAreaLooks(picture, 0.875, [{ x: 300, y: 300, width, height: 60 }], roomy).map((look) => look.inputWidth);
    expect([at(50), at(60), at(70)]).toEqual([[128], [128], [128]]);
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
