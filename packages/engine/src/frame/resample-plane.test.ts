import { describe, expect, it } from 'vitest';
import { halvePlane, resamplePlane, type SampledPlane } from './resample-plane.ts';

/** Three interleaved channels of noise, rows with a gap behind them. */
function noisePlane(width: number, height: number): SampledPlane {
  const stride = width * 3 + 5;
  const data = Uint8Array.from({ length: stride * height }, (_, i) => (Math.imul(i + 7, 2654435761) >>> 11) & 255);
  return { data, channels: 3, stride, width, height, pixelsAcross: 1, pixelsDown: 1 };
}

/** Share of source sample `at` in target sample `i`, by the definition: the area under it, or two neighbours where it enlarges. */
function shareOf(at: number, i: number, start: number, ratio: number, available: number): number {
  const reach = Math.max(ratio, 1);
  const from = start + (i + 0.5) * ratio - reach / 2;
  let share = 0;
  for (let sample = Math.floor(from); sample < from + reach; sample++) {
    if (Math.min(Math.max(sample, 0), available - 1) !== at) continue;
    share += (Math.min(from + reach, sample + 1) - Math.max(from, sample)) / reach;
  }
  return share;
}

describe('resamplePlane', () => {
  it.each([
    ['shrinks a little', { x: 3, y: 2, width: 25, height: 20 }, 20, 16],
    ['shrinks by almost two', { x: 0, y: 0, width: 39, height: 29 }, 20, 15],
    ['shrinks one side by more than two', { x: 1, y: 1, width: 36, height: 11 }, 9, 10],
    ['enlarges up to the border', { x: 30, y: 20, width: 10, height: 10 }, 17, 23],
  ])('gives each channel what the definition says where it %s', (_, crop, width, height) => {
    const plane = noisePlane(40, 30);
    const result = new Float32Array(3 * width * height);
    resamplePlane(plane, crop, width, height, result);
    for (const [x, y, channel] of [
      [0, 0, 0],
      [width - 1, height - 1, 1],
      [width >> 1, height >> 1, 2],
      [width - 1, 0, 2],
    ] as const) {
      let expected = 0;
      for (let row = 0; row < plane.height; row++) {
        const down = shareOf(row, y, crop.y, crop.height / height, plane.height);
        if (down === 0) continue;
        for (let column = 0; column < plane.width; column++) {
          const across = shareOf(column, x, crop.x, crop.width / width, plane.width);
          expected += across * down * plane.data[row * plane.stride + column * 3 + channel]!;
        }
      }
      expect(result[(channel * height + y) * width + x]).toBeCloseTo(expected, 3);
    }
  });
});

describe('halvePlane', () => {
  it('keeps channels apart, and counts a lone last column and row twice', () => {
    const data = Uint8Array.from([10, 200, 20, 100, 40, 60, 30, 220, 40, 120, 80, 100, 50, 240, 60, 140, 0, 20]);
    const plane: SampledPlane = { data, channels: 2, stride: 6, width: 3, height: 3, pixelsAcross: 1, pixelsDown: 1 };
    expect(halvePlane(plane)).toMatchObject({ width: 2, height: 2, stride: 4, channels: 2 });
    expect([...halvePlane(plane).data]).toEqual([25, 160, 60, 80, 55, 190, 0, 20]);
  });
});
