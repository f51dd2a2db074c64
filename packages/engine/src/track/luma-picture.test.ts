import { describe, expect, it } from 'vitest';
import type { FramePixels } from '../frame/pixel-format.ts';
import { halveLuma, takeLuma } from './luma-picture.ts';

function gray(width: number, height: number, value: number): FramePixels {
  const data = new Uint8Array((width + 3) * height).fill(value);
  return {
    width,
    height,
    format: { layout: 'gray', bitDepth: 8, range: 'full', matrix: 'bt709' },
    planes: [{ data, stride: width + 3, width, height }],
  };
}

describe('takeLuma', () => {
  it('shrinks by a whole number to at most 480 pixels a side', () => {
    expect(takeLuma(gray(1280, 720, 7))).toMatchObject({ width: 426, height: 240, step: 3 });
    expect(takeLuma(gray(320, 180, 7))).toMatchObject({ width: 320, height: 180, step: 1 });
    expect(takeLuma(gray(720, 1280, 7))).toMatchObject({ width: 240, height: 426, step: 3 });
  });

  it('keeps the brightness of 8-bit, 10-bit and RGB samples', () => {
    expect(new Set(takeLuma(gray(961, 541, 99)).data)).toEqual(new Set([99]));
    const ten = gray(640, 360, 0);
    const plane = { data: new Uint16Array(640 * 360).fill(400), stride: 640, width: 640, height: 360 };
    const tenBits: FramePixels = { ...ten, format: { ...ten.format, bitDepth: 10 }, planes: [plane] };
    expect(new Set(takeLuma(tenBits).data)).toEqual(new Set([100]));
    const rgb = Uint8Array.from({ length: 8 * 8 * 3 }, (_, at) => [1, 50, 2][at % 3] as number);
    const colour: FramePixels = {
      width: 8,
      height: 8,
      format: { ...ten.format, layout: 'rgb' },
      planes: [{ data: rgb, stride: 24, width: 8, height: 8 }],
    };
    expect(new Set(takeLuma(colour).data)).toEqual(new Set([50]));
  });

  it('writes over a picture of the same size, and over no other', () => {
    const first = takeLuma(gray(640, 360, 5));
    expect(takeLuma(gray(640, 360, 9), first).data).toBe(first.data);
    expect(takeLuma(gray(400, 300, 9), first).data).not.toBe(first.data);
  });
});

describe('halveLuma', () => {
  it('takes the mean of four and tells its scale', () => {
    const half = halveLuma({ width: 2, height: 2, data: Uint8Array.of(0, 10, 20, 30), step: 3 });
    expect(half).toEqual({ width: 1, height: 1, data: Uint8Array.of(15), step: 6 });
  });
});
