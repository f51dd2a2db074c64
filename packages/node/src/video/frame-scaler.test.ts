import { viewPixels, type Box, type FramePixels } from '@passerby/engine';
import { afterAll, describe, expect, it } from 'vitest';
import { FrameScaler } from './frame-scaler.ts';

const scaler = new FrameScaler();
afterAll(() => scaler.close());

/** A yuv420p picture of slopes with a bright block, rows longer than the picture. */
function drawPixels(width: number, height: number, range: 'limited' | 'full'): FramePixels {
  const plane = (shift: number, value: (x: number, y: number) => number): FramePixels['planes'][number] => {
    const [columns, rows] = [width >> shift, height >> shift];
    const stride = columns + 32;
    const data = new Uint8Array(stride * rows);
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) data[y * stride + x] = value(x << shift, y << shift);
    return { data, stride, width: columns, height: rows };
  };
  return {
    width,
    height,
    format: { layout: 'yuv420', bitDepth: 8, range, matrix: 'bt601' },
    planes: [
      plane(0, (x, y) => (x > 40 && x < 80 && y > 20 && y < 60 ? 220 : 30 + ((x + y) % 160))),
      plane(1, (x) => 90 + (x % 60)),
      plane(1, (_, y) => 100 + (y % 60)),
    ],
  };
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
}

describe('the scaler of frames', () => {
  const whole: Box = { x: 0, y: 0, width: 320, height: 180 };
  it.each([
    { name: 'shrinks', crop: whole, width: 160, height: 96 },
    { name: 'shrinks a lot', crop: whole, width: 37, height: 21, tolerance: 8 },
    { name: 'enlarges a part', crop: { x: 30, y: 10, width: 61, height: 47 }, width: 128, height: 96 },
    { name: 'copies', crop: whole, width: 320, height: 180 },
    { name: 'copies a narrow part', crop: { x: 10, y: 20, width: 68, height: 32 }, width: 68, height: 32 },
    { name: 'takes odd corners', crop: { x: 31, y: 11, width: 60, height: 40 }, width: 64, height: 48 },
    { name: 'gives a single pixel', crop: { x: 50, y: 30, width: 4, height: 4 }, width: 1, height: 1 },
  ])('agrees with the engine: $name', ({ crop, width, height, tolerance = 2.5 }) => {
    for (const range of ['limited', 'full'] as const) {
      const pixels = drawPixels(320, 180, range);
      const sampled = scaler.viewOf({ pixels }).sample(crop, width, height);
      expect(meanDifference(sampled, viewPixels(pixels).sample(crop, width, height))).toBeLessThan(tolerance);
    }
  });

  it('gives copies in one memory, written over by the next', () => {
    const view = scaler.viewOf({ pixels: drawPixels(320, 180, 'limited') });
    const first = view.sample(whole, 64, 36);
    const before = first.slice();
    const second = view.sample({ x: 0, y: 0, width: 20, height: 20 }, 64, 36);
    expect(first).not.toEqual(before);
    expect(second.buffer).toBe(first.buffer);
  });

  it('keeps working for more sizes than it keeps scalers for', () => {
    const view = scaler.viewOf({ pixels: drawPixels(320, 180, 'limited') });
    const lengths = Array.from({ length: 60 }, (_, i) => view.sample(whole, 20 + i, 30).length);
    expect(lengths).toEqual(Array.from({ length: 60 }, (_, i) => (20 + i) * 90));
  });
});
