import { describe, expect, it } from 'vitest';
import { createNoise } from '../../test/sample-frame.ts';
import type { PictureView } from '../frame/picture-view.ts';
import { viewPixels } from '../frame/view-pixels.ts';
import { parseColor } from '../hide/sample-color.ts';
import { filledShare } from './fill-map.ts';
import { mapFlat } from './flat-map.ts';

const [width, height] = [200, 120];

/** A noisy picture with some areas drawn over. */
function draw(areas: readonly { x: number; y: number; width: number; height: number; gray: number }[]): PictureView {
  const noise = createNoise(7);
  const data = new Uint8Array(width * height).map(() => noise() % 256);
  for (const area of areas) {
    for (let y = area.y; y < area.y + area.height; y++) {
      data.fill(area.gray, y * width + area.x, y * width + area.x + area.width);
    }
  }
  const format = { layout: 'gray', bitDepth: 8, range: 'full', matrix: 'bt601' } as const;
  return viewPixels({ width, height, format, planes: [{ data, stride: width, width, height }] });
}

const flatShare = (...[picture, area, ...how]: Parameters<typeof mapFlat>): number =>
  filledShare(mapFlat(picture, area, ...how), area);
const box = { x: 40, y: 30, width: 60, height: 40 };

describe('mapFlat', () => {
  it('is 1 in a fill, 0 in noise, and the share of the fill where the box has half of it', () => {
    expect(flatShare(draw([{ ...box, gray: 128 }]), box, 10)).toBeCloseTo(1);
    expect(flatShare(draw([]), box, 10)).toBe(0);
    expect(flatShare(draw([{ ...box, width: 30, gray: 128 }]), box, 10)).toBeCloseTo(0.5, 1);
  });

  it('forgives what an encoder does to a fill', () => {
    const bands = Array.from({ length: 10 }, (_, row) => ({
      ...box,
      y: box.y + row * 4,
      height: 4,
      gray: 127 + (row % 3),
    }));
    expect(flatShare(draw(bands), box, 10)).toBeCloseTo(1);
  });

  it('does not take the gaps between letters for a fill', () => {
    const ground = { ...box, gray: 250 };
    const letters = Array.from({ length: 6 }, (_, letter) => ({
      x: 43 + letter * 10,
      y: 35,
      width: 3,
      height: 30,
      gray: 20,
    }));
    expect(flatShare(draw([ground, ...letters]), box, 32)).toBe(0);
  });

  it('is 0 where the box lies outside of the picture, and counts only what is inside', () => {
    expect(flatShare(draw([]), { ...box, x: 500 }, 10)).toBe(0);
    const atBorder = { x: -30, y: 30, width: 60, height: 40 };
    expect(flatShare(draw([{ x: 0, y: 30, width: 30, height: 40, gray: 128 }]), atBorder, 10)).toBeCloseTo(0.5, 1);
  });

  it('counts one colour only where that is asked for', () => {
    const picture = draw([{ ...box, gray: 128 }]);
    expect(flatShare(picture, box, 8, parseColor('#808080'))).toBeCloseTo(1);
    expect(flatShare(picture, box, 8, parseColor('#000000'))).toBe(0);
  });
});
