import { describe, expect, it } from 'vitest';
import type { FramePixels, PixelFormat, PixelLayout } from './pixel-format.ts';
import { viewPixels } from './view-pixels.ts';

const rgb8: PixelFormat = { layout: 'rgb', bitDepth: 8, range: 'full', matrix: 'bt709' };

function interleaved(layout: 'rgb' | 'rgba' | 'gray', width: number, height: number, data: number[]): FramePixels {
  const stride = width * { rgb: 3, rgba: 4, gray: 1 }[layout];
  return {
    width,
    height,
    format: { ...rgb8, layout },
    planes: [{ data: Uint8Array.from(data), stride, width, height }],
  };
}

/** One colour all over, given as Y, Cb, Cr samples, with a row padding that must not be read. */
function flatYuv(format: PixelFormat, width: number, height: number, samples: readonly number[]): FramePixels {
  const across = format.layout === 'yuv444' ? 1 : 2;
  const down = format.layout === 'yuv420' ? 2 : 1;
  const planes = samples.map((sample, index) => {
    const planeWidth = index === 0 ? width : Math.ceil(width / across);
    const planeHeight = index === 0 ? height : Math.ceil(height / down);
    const stride = planeWidth + 5;
    const data = format.bitDepth === 8 ? new Uint8Array(stride * planeHeight) : new Uint16Array(stride * planeHeight);
    for (let y = 0; y < planeHeight; y++) data.fill(sample, y * stride, y * stride + planeWidth);
    return { data, stride, width: planeWidth, height: planeHeight };
  });
  return { width, height, format, planes };
}

function stepRow(left: number, right: number, count: number, edge: number): number[] {
  return Array.from({ length: count }, (_, x) => (x < edge ? left : right));
}

function whole(width: number, height: number): { x: number; y: number; width: number; height: number } {
  return { x: 0, y: 0, width, height };
}

describe('viewPixels', () => {
  it('gives planar red, green and blue, exactly, at the picture own size', () => {
    const view = viewPixels(interleaved('rgb', 2, 1, [10, 20, 30, 40, 50, 60]));
    expect([...view.sample(whole(2, 1), 2, 1)]).toEqual([10, 40, 20, 50, 30, 60]);
  });

  it('averages areas when it shrinks', () => {
    const view = viewPixels(interleaved('gray', 4, 2, [0, 100, 10, 10, 100, 200, 10, 50]));
    expect([...view.sample(whole(4, 2), 2, 1)].slice(0, 2)).toEqual([100, 20]);
  });

  it('averages areas when it shrinks by a ratio that is not whole', () => {
    const view = viewPixels(interleaved('gray', 3, 1, [0, 90, 240]));
    expect([...view.sample(whole(3, 1), 2, 1)].slice(0, 2)).toEqual([30, 190]);
  });

  it('is linear when it enlarges', () => {
    const view = viewPixels(interleaved('gray', 2, 1, [0, 100]));
    expect([...view.sample(whole(2, 1), 4, 1)].slice(0, 4)).toEqual([0, 25, 75, 100]);
  });

  it('loses nothing in a picture shrunk a hundred times', () => {
    const data: number[] = Array.from({ length: 256 * 200 }, (_, i) => (i % 256 < 128 ? 0 : 200));
    const sample = viewPixels(interleaved('gray', 256, 200, data)).sample(whole(256, 200), 2, 2);
    expect(Array.from(sample.slice(0, 4))).toEqual([0, 200, 0, 200]);
  });

  it('gives the same for a crop as for a picture of only that crop', () => {
    const data: number[] = Array.from({ length: 40 * 30 }, (_, i) => (i * 37) % 251);
    const crop = { x: 8, y: 4, width: 16, height: 12 };
    const cut = Array.from({ length: crop.width * crop.height }, (_, i) => {
      const y = crop.y + Math.floor(i / crop.width);
      return data[y * 40 + crop.x + (i % crop.width)]!;
    });
    const ofCrop = viewPixels(interleaved('gray', 40, 30, data)).sample(crop, 4, 3);
    const ofCut = viewPixels(interleaved('gray', crop.width, crop.height, cut)).sample(whole(16, 12), 4, 3);
    expect(ofCrop).toEqual(ofCut);
  });

  it.each<[PixelLayout, 8 | 10, PixelFormat['range'], PixelFormat['matrix'], number[]]>([
    ['yuv420', 8, 'limited', 'bt601', [81, 90, 240]],
    ['yuv422', 8, 'limited', 'bt709', [63, 102, 240]],
    ['yuv444', 8, 'full', 'bt601', [76, 85, 255]],
    ['yuv420', 8, 'full', 'bt709', [54, 99, 255]],
    ['yuv420', 10, 'limited', 'bt2020', [294, 387, 960]],
    ['yuv422', 10, 'full', 'bt709', [217, 395, 1023]],
  ])('shows pure red as red in %s, %i bits, %s range, %s', (layout, bitDepth, range, matrix, samples) => {
    const pixels = flatYuv({ layout, bitDepth, range, matrix }, 7, 5, samples);
    const [red, green, blue] = viewPixels(pixels).sample(whole(7, 5), 1, 1);
    expect(red).toBeGreaterThanOrEqual(252);
    expect(green).toBeLessThanOrEqual(3);
    expect(blue).toBeLessThanOrEqual(3);
  });

  it.each([
    ['limited', 8, 16, 0],
    ['limited', 8, 235, 255],
    ['full', 8, 255, 255],
    ['limited', 10, 940, 255],
    ['full', 10, 1023, 255],
  ] as const)('maps %s range gray of %i bits: %i is %i', (range, bitDepth, sample, shown) => {
    const middle = 2 ** (bitDepth - 1);
    const yuv: PixelFormat = { layout: 'yuv420', bitDepth, range, matrix: 'bt709' };
    const inColor = viewPixels(flatYuv(yuv, 4, 4, [sample, middle, middle])).sample(whole(4, 4), 1, 1);
    const inGray = viewPixels(flatYuv({ ...yuv, layout: 'gray' }, 4, 4, [sample])).sample(whole(4, 4), 1, 1);
    expect([...inColor]).toEqual([shown, shown, shown]);
    expect([...inGray]).toEqual([shown, shown, shown]);
  });

  it('keeps chroma in step with luma in a picture of odd width', () => {
    // Left four columns gray, the rest red; chroma has a column for the lone last pixel.
    const width = 7;
    const pixels: FramePixels = {
      width,
      height: 2,
      format: { layout: 'yuv420', bitDepth: 8, range: 'full', matrix: 'bt601' },
      planes: [
        { data: Uint8Array.from([...stepRow(76, 76, 7, 4), ...stepRow(76, 76, 7, 4)]), stride: 7, width, height: 2 },
        { data: Uint8Array.from(stepRow(128, 85, 4, 2)), stride: 4, width: 4, height: 1 },
        { data: Uint8Array.from(stepRow(128, 255, 4, 2)), stride: 4, width: 4, height: 1 },
      ],
    };
    const view = viewPixels(pixels);
    expect(view.sample({ x: 6, y: 0, width: 1, height: 2 }, 1, 1)[0]).toBeGreaterThanOrEqual(252);
    expect(view.sample({ x: 0, y: 0, width: 2, height: 2 }, 1, 1)[0]).toBe(76);
  });

  it('looks at transparent pixels and at what only transparency draws', () => {
    const clear = [200, 0, 0, 0];
    const alphaOnly = [0, 0, 0, 255, 0, 0, 0, 0];
    const [red] = viewPixels(interleaved('rgba', 1, 1, clear)).sample(whole(1, 1), 1, 1);
    const [solid, hole] = viewPixels(interleaved('rgba', 2, 1, alphaOnly)).sample(whole(2, 1), 2, 1);
    expect(red).toBe(164);
    expect(solid).toBe(0);
    expect(hole).toBe(64);
  });
});
