import { afterEach, describe, expect, it } from 'vitest';
import { checkNoFrameIsLive, createPixels, wrapPixels } from '../../test/sample-frame.ts';
import { samplePlan, sampleTrack } from '../../test/sample-plan.ts';
import { OptionsError, PlanError, UnsupportedMediaError } from '../errors.ts';
import type { Box } from '../frame/box.ts';
import type { FramePixels, PixelFormat } from '../frame/pixel-format.ts';
import { liveFrames, RawFrame } from '../frame/raw-frame.ts';
import type { PlanTrack } from '../plan/plan.ts';
import { createHider } from './create-hider.ts';
import type { HideOptions } from './hide-options.ts';

const yuv: PixelFormat = { layout: 'yuv420', bitDepth: 8, range: 'limited', matrix: 'bt709' };
const rgb: PixelFormat = { layout: 'rgb', bitDepth: 8, range: 'full', matrix: 'bt709' };
const plan = samplePlan({ tracks: [sampleTrack()] });
/** What the sample track hides. */
const head: Box = { x: 176, y: 80, width: 80, height: 96 };

afterEach(checkNoFrameIsLive);

/** Two colours, parted where the sample track's face has its middle. */
function halves(left: readonly number[], right: readonly number[]): FramePixels {
  const pixels = createPixels(640, 360, rgb, 1);
  for (const { data } of pixels.planes) {
    for (let at = 0; at < data.length; at += 3) data.set((at / 3) % 640 < 220 ? left : right, at);
  }
  return pixels;
}

/** Where, right of the head's left border, the first blue is in the row through the middle of the face. */
function firstBlue(pixels: FramePixels): number {
  return Array.from({ length: 640 }, (_, x) => x).findIndex((x) => x > head.x && pixelAt(pixels, x, 120)[2] !== 0);
}

function pixelAt({ planes, format }: FramePixels, x: number, y: number): readonly number[] {
  const [plane] = planes;
  if (!plane || format.layout !== 'rgb') throw new TypeError('Expected an RGB picture.');
  return [...plane.data.subarray(y * plane.stride + x * 3, y * plane.stride + x * 3 + 3)];
}

function hideAt(hider: ReturnType<typeof createHider>, pixels: FramePixels, seconds: number): FramePixels {
  const hidden = hider.hide(wrapPixels(pixels, 0, seconds));
  const result = hidden.pixels;
  hidden[Symbol.dispose]();
  return result;
}

describe('createHider', () => {
  it.each<[string, unknown]>([
    ['Expected solid or mosaic or blur for effect, received "pixelate".', { effect: 'pixelate' }],
    ['Expected a colour like #808080 for color, received "red".', { color: 'red' }],
    ['Expected 2 or 8 or 16 for blockPixels, received 4.', { blockPixels: 4 }],
    ['Expected an AbortSignal for signal, received true.', { signal: true }],
    ['Expected no field textEffect in hide options, received one.', { textEffect: 'blur' }],
  ])('%s', (message, options) => {
    expect(() => createHider(plan, options as HideOptions)).toThrow(new OptionsError(message));
  });

  it('refuses a plan that is not valid before any frame comes', () => {
    expect(() => createHider({ ...plan, tracks: [sampleTrack({ id: 'Eve' })] })).toThrow(PlanError);
  });
});

describe('Hider.hide', () => {
  it('gives the frame on with its index, time and handle, and leaves the raw one empty', () => {
    const raw = wrapPixels(createPixels(640, 360, yuv, 1), 7, 0.25);
    const hidden = createHider(plan).hide(raw);
    expect([hidden.index, hidden.seconds, hidden.native]).toEqual([7, 0.25, { writableCalls: 1, frees: 0 }]);
    expect(() => raw.pixels).toThrow('disposed');
    hidden[Symbol.dispose]();
    hidden[Symbol.dispose]();
    expect(() => hidden.native).toThrow('disposed');
  });

  it('asks for writable samples only where there is something to draw', () => {
    const hidden = createHider(samplePlan()).hide(wrapPixels(createPixels(640, 360, yuv, 1)));
    expect(hidden.native).toEqual({ writableCalls: 0, frees: 0 });
    hidden[Symbol.dispose]();
    expect(liveFrames()).toBe(0);
  });

  it('shows the samples it drew on, not the ones they were copied from', () => {
    const clear = createPixels(640, 360, yuv, 1);
    const copy = createPixels(640, 360, yuv, 1);
    const memory = {
      native: undefined,
      pixels: clear,
      writable: () => copy,
      view: { width: 640, height: 360, sample: () => new Uint8Array() },
      free: () => {},
    };
    const hidden = createHider(plan).hide(new RawFrame(memory, 0, 0));
    expect(hidden.pixels).toBe(copy);
    hidden[Symbol.dispose]();
  });

  it('draws mid grey by default, right in limited range', () => {
    const hidden = hideAt(createHider(plan), createPixels(640, 360, yuv, 1), 0);
    const [y, cb, cr] = hidden.planes;
    expect([y?.data[100 * 640 + 200], cb?.data[50 * 320 + 100], cr?.data[50 * 320 + 100]]).toEqual([126, 128, 128]);
  });

  it('draws the colour that was asked for', () => {
    const hidden = hideAt(createHider(plan, { color: '#12AbfF' }), createPixels(640, 360, rgb, 1), 0);
    expect(pixelAt(hidden, 200, 100)).toEqual([0x12, 0xab, 0xff]);
  });

  it.each<[string, number, RawFrame['pixels'], abstract new (...args: never[]) => Error]>([
    ['after the end of the plan', 11, createPixels(640, 360, yuv, 1), PlanError],
    ['of another size than the plan', 0, createPixels(320, 360, yuv, 1), PlanError],
  ])('throws for a frame %s and frees it', (_, seconds, pixels, type) => {
    const raw = wrapPixels(pixels, 0, seconds);
    expect(() => createHider(plan).hide(raw)).toThrow(type);
    expect(liveFrames()).toBe(0);
  });

  it.each<[string, (pixels: FramePixels) => FramePixels]>([
    ['misses a plane', (pixels) => ({ ...pixels, planes: pixels.planes.slice(1) })],
    ['has a plane that ends early', (pixels) => withPlane(pixels, { data: new Uint8Array(1000) })],
    ['has a plane that was detached', (pixels) => withPlane(pixels, { data: new Uint8Array() })],
    ['has rows that overlap', (pixels) => withPlane(pixels, { stride: 600 })],
    ['has a plane of another size', (pixels) => withPlane(pixels, { width: 639 })],
    ['has samples of another depth', (pixels) => ({ ...pixels, format: { ...yuv, bitDepth: 10 } })],
  ])('throws for a frame that %s: drawing would miss', (_, change) => {
    const pixels = change(createPixels(640, 360, yuv, 1));
    let frees = 0;
    const memory = {
      native: undefined,
      pixels,
      writable: () => pixels,
      view: { width: 640, height: 360, sample: () => new Uint8Array() },
      free: () => {
        frees += 1;
      },
    };
    expect(() => createHider(plan).hide(new RawFrame(memory, 0, 0))).toThrow(UnsupportedMediaError);
    expect(frees).toBe(1);
  });

  it('throws the reason of an abort and frees the frame', () => {
    const abort = new AbortController();
    const hider = createHider(plan, { signal: abort.signal });
    abort.abort(new Error('enough'));
    const raw = wrapPixels(createPixels(640, 360, yuv, 1));
    expect(() => hider.hide(raw)).toThrow('enough');
    expect(liveFrames()).toBe(0);
  });
});

describe('the mosaic', () => {
  it('shows four cells across the head, each the mean of its pixels in 3 bits a channel', () => {
    const hidden = hideAt(createHider(plan, { effect: 'mosaic' }), halves([255, 0, 0], [0, 0, 130]), 0);
    const colors = [180, 210, 230, 250].map((x) => pixelAt(hidden, x, 120));
    expect(colors).toEqual([
      [255, 0, 0],
      [255, 0, 0],
      [0, 0, 146],
      [0, 0, 146],
    ]);
  });

  it('moves its cells with the head', () => {
    const keyframes = [200, 400].map((x, index) => ({
      seconds: index * 10,
      box: { x, y: 100, width: 40, height: 50 },
      origin: 'detected' as const,
    }));
    const moving = samplePlan({ tracks: [sampleTrack({ keyframes })] });
    const hider = createHider(moving, { effect: 'mosaic' });
    const first = hideAt(hider, halves([255, 0, 0], [0, 0, 255]), 0);
    const second = hideAt(hider, halves([255, 0, 0], [0, 0, 255]), 0.5);
    expect(firstBlue(second) - firstBlue(first)).toBe(10);
  });

  it('keeps its colours for a second and takes new ones then', () => {
    const hider = createHider(plan, { effect: 'mosaic' });
    const red = halves([255, 0, 0], [255, 0, 0]);
    const blue = halves([0, 0, 255], [0, 0, 255]);
    const seen = [
      hideAt(hider, red, 0),
      hideAt(hider, blue, 0.99),
      hideAt(hider, blue, 1),
      hideAt(hider, red, 1.5),
      hideAt(hider, red, 0.5),
    ];
    expect(seen.map((pixels) => pixelAt(pixels, 200, 100)[0])).toEqual([255, 255, 0, 0, 0]);
    expect(hider.report()).toEqual({ effect: 'mosaic', maxBitsPerTrack: 2 * 16 * 9 });
  });

  it('leaves text and drawn regions solid', () => {
    const kinds = ['text', 'region'] as const;
    const tracks = kinds.map((kind, index): PlanTrack =>
      sampleTrack({
        id: String(index).repeat(16),
        kind,
        keyframes: [{ seconds: 0, box: { x: 64 + index * 320, y: 64, width: 64, height: 32 }, origin: 'drawn' }],
      }),
    );
    for (const effect of ['mosaic', 'blur'] as const) {
      const hider = createHider(samplePlan({ tracks }), { effect });
      const hidden = hideAt(hider, halves([255, 0, 0], [0, 0, 255]), 0);
      expect([pixelAt(hidden, 70, 70), pixelAt(hidden, 400, 70)]).toEqual([
        [128, 128, 128],
        [128, 128, 128],
      ]);
      expect(hider.report().maxBitsPerTrack).toBe(0);
    }
  });
});

describe('the blur', () => {
  it('goes smoothly from one cell of the mosaic to the next', () => {
    const hidden = hideAt(createHider(plan, { effect: 'blur' }), halves([0, 0, 0], [255, 255, 255]), 0);
    const row = Array.from({ length: head.width }, (_, index) => pixelAt(hidden, head.x + index, 120)[0] ?? 0);
    expect([row[0], row.at(-1)]).toEqual([0, 255]);
    const steps = row.slice(1).map((value, index) => value - (row[index] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...steps)).toBeLessThan(20);
  });
});

function withPlane(pixels: FramePixels, change: Partial<FramePixels['planes'][number]>): FramePixels {
  return { ...pixels, planes: pixels.planes.map((plane, index) => (index === 0 ? { ...plane, ...change } : plane)) };
}
