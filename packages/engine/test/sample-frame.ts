import * as fc from 'fast-check';
import {
  chromaSubsampling,
  liveFrames,
  RawFrame,
  samplesPerPixel,
  viewPixels,
  type Box,
  type FramePixels,
  type PixelFormat,
  type Plane,
} from '../src/main.ts';

const layouts = ['yuv420', 'yuv422', 'yuv444', 'rgb', 'rgba', 'gray'] as const;

/** Every pixel format there is. */
export const allFormats: readonly PixelFormat[] = layouts.flatMap((layout) =>
  ([8, 10] as const).flatMap((bitDepth) =>
    (layout.startsWith('rgb') ? (['full'] as const) : (['limited', 'full'] as const)).flatMap((range) =>
      (['bt601', 'bt709', 'bt2020'] as const).map((matrix): PixelFormat => ({ layout, bitDepth, range, matrix })),
    ),
  ),
);

/** A repeatable stream of whole numbers from 0 to 2^32 - 1 (mulberry32). */
export function createNoise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** A picture of noise, rows `rowGap` samples longer than needed. */
export function createPixels(
  width: number,
  height: number,
  format: PixelFormat,
  seed: number,
  rowGap = 0,
): FramePixels {
  const noise = createNoise(seed);
  const chroma = chromaSubsampling(format.layout);
  const perPixel = samplesPerPixel(format.layout);
  const planes = Array.from({ length: format.layout.startsWith('yuv') ? 3 : 1 }, (_, index): Plane => {
    const planeWidth = index === 0 ? width : Math.ceil(width / chroma.x);
    const planeHeight = index === 0 ? height : Math.ceil(height / chroma.y);
    const stride = planeWidth * perPixel + rowGap;
    const data = format.bitDepth === 8 ? new Uint8Array(stride * planeHeight) : new Uint16Array(stride * planeHeight);
    return { data: data.map(() => noise() % 2 ** format.bitDepth), stride, width: planeWidth, height: planeHeight };
  });
  return { width, height, format, planes };
}

/** The same samples in memory of their own. */
function copyPixels(pixels: FramePixels): FramePixels {
  return { ...pixels, planes: pixels.planes.map((plane) => ({ ...plane, data: plane.data.slice() })) };
}

/** What a test sees of a frame's memory. */
export interface SampleMemory {
  /** How often `writable()` was called. */
  writableCalls: number;
  /** How often `free()` was called. */
  frees: number;
}

/** A raw frame around a copy of these pixels; its `native` counts what is done to it. */
export function wrapPixels(pixels: FramePixels, index = 0, seconds = 0): RawFrame<SampleMemory> {
  const native: SampleMemory = { writableCalls: 0, frees: 0 };
  const own = copyPixels(pixels);
  const memory = {
    native,
    pixels: own,
    view: viewPixels(own),
    writable: () => {
      native.writableCalls += 1;
      return own;
    },
    free: () => {
      native.frees += 1;
    },
  };
  return new RawFrame(memory, index, seconds);
}

/** Calls back for every sample that some pixel of the box has a part in, and for every other one. */
export function visitSamples(
  { format, planes }: FramePixels,
  boxes: readonly Box[],
  visit: (plane: Plane, at: number, isInside: boolean) => void,
): void {
  const chroma = chromaSubsampling(format.layout);
  const perPixel = samplesPerPixel(format.layout);
  for (const [index, plane] of planes.entries()) {
    const scale = index === 0 ? { x: 1, y: 1 } : chroma;
    for (let at = 0; at < plane.data.length; at += 1) {
      const x = Math.floor((at % plane.stride) / perPixel) * scale.x;
      const y = Math.floor(at / plane.stride) * scale.y;
      const isInside = boxes.some(
        (box) => x < box.x + box.width && x + scale.x > box.x && y < box.y + box.height && y + scale.y > box.y,
      );
      visit(plane, at, isInside && at % plane.stride < plane.width * perPixel);
    }
  }
}

/** The same picture with other noise in every sample that has a part in the boxes. */
export function replaceInside(pixels: FramePixels, boxes: readonly Box[], seed: number): FramePixels {
  const noise = createNoise(seed);
  const replaced = copyPixels(pixels);
  visitSamples(replaced, boxes, ({ data }, at, isInside) => {
    if (isInside) data[at] = noise() % 2 ** pixels.format.bitDepth;
  });
  return replaced;
}

/** Any small picture: every layout, depth, range and matrix, odd sizes, rows longer than needed. */
export function arbitraryPixels(width: number, height: number): fc.Arbitrary<FramePixels> {
  return fc
    .record({
      format: fc.constantFrom(...allFormats),
      seed: fc.integer(),
      rowGap: fc.integer({ min: 0, max: 9 }),
    })
    .map(({ format, seed, rowGap }) => createPixels(width, height, format, seed, rowGap));
}

/** For `afterEach`: fails where a test left a frame undisposed. */
export function checkNoFrameIsLive(): void {
  if (liveFrames() !== 0) throw new Error(`Expected no live frame after a test, received ${liveFrames()}.`);
}
