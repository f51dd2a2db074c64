import { afterEach, describe, expect, it } from 'vitest';
import { checkNoFrameIsLive, createPixels, wrapPixels, type SampleMemory } from '../../test/sample-frame.ts';
import { samplePlan, sampleTrack } from '../../test/sample-plan.ts';
import { OptionsError, PlanError } from '../errors.ts';
import type { PixelFormat } from '../frame/pixel-format.ts';
import { liveFrames, type RawFrame } from '../frame/raw-frame.ts';
import { hideFrames, hidePicture } from './hide-frames.ts';
import type { HideOptions } from './hide-options.ts';

const format: PixelFormat = { layout: 'yuv420', bitDepth: 8, range: 'limited', matrix: 'bt709' };
const plan = samplePlan({ tracks: [sampleTrack()] });

afterEach(checkNoFrameIsLive);

/** A clip of noise; `ended` tells whether the reader let it clean up. */
function clip(
  count: number,
  secondsPerFrame = 1,
): { frames: AsyncGenerator<RawFrame<SampleMemory>>; ended: () => boolean } {
  let isEnded = false;
  async function* read(): AsyncGenerator<RawFrame<SampleMemory>> {
    try {
      for (let index = 0; index < count; index += 1) {
        yield wrapPixels(createPixels(640, 360, format, index), index, index * secondsPerFrame);
      }
    } finally {
      isEnded = true;
    }
  }
  return { frames: read(), ended: () => isEnded };
}

describe('hideFrames', () => {
  it('gives every frame, hidden, in order', async () => {
    const indices: number[] = [];
    for await (const hidden of hideFrames(clip(5).frames, plan)) {
      indices.push(hidden.index);
      expect(hidden.pixels.planes[0]?.data[100 * 640 + 200]).toBe(126);
      hidden[Symbol.dispose]();
    }
    expect(indices).toEqual([0, 1, 2, 3, 4]);
  });

  it('lets the source clean up when the reader stops early', async () => {
    const { frames, ended } = clip(5);
    for await (const hidden of hideFrames(frames, plan)) {
      hidden[Symbol.dispose]();
      break;
    }
    expect(ended()).toBe(true);
  });

  it('stops at a frame outside the plan, frees it and lets the source clean up', async () => {
    const { frames, ended } = clip(20);
    let count = 0;
    const drain = async (): Promise<void> => {
      for await (const hidden of hideFrames(frames, plan)) {
        count += 1;
        hidden[Symbol.dispose]();
      }
    };
    await expect(drain()).rejects.toThrow(PlanError);
    expect([count, ended()]).toEqual([11, true]);
  });

  it('stops with the reason of an abort', async () => {
    const abort = new AbortController();
    const drain = async (): Promise<void> => {
      for await (const hidden of hideFrames(clip(5).frames, plan, { signal: abort.signal })) {
        hidden[Symbol.dispose]();
        abort.abort(new Error('enough'));
      }
    };
    await expect(drain()).rejects.toThrow('enough');
  });

  it('refuses wrong options at once, not at the first frame', () => {
    expect(() => hideFrames(clip(1).frames, plan, { effect: 'none' } as unknown as HideOptions)).toThrow(OptionsError);
  });
});

describe('hidePicture', () => {
  it('hides one picture', () => {
    const hidden = hidePicture(wrapPixels(createPixels(640, 360, format, 1)), plan);
    expect(hidden.pixels.planes[0]?.data[100 * 640 + 200]).toBe(126);
    hidden[Symbol.dispose]();
  });

  it('frees the picture where the options are wrong', () => {
    const raw = wrapPixels(createPixels(640, 360, format, 1));
    expect(() => hidePicture(raw, plan, { color: 'red' })).toThrow(OptionsError);
    expect(liveFrames()).toBe(0);
  });
});
