import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createFaceDetector,
  liveFrames,
  PlanError,
  type FrameSink,
  type InferenceSession,
  type Plan,
  type Tensor,
} from '@passerby/engine';
import { writeClip } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MovingMedia } from '../src/media/moving-media.ts';
import { videoFormat } from '../src/media/video-format.ts';
import type { AvPicture } from '../src/video/av-picture.ts';
import type { VideoSource } from '../src/video/video-source.ts';

let folder = '';
let clip = '';
let output = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-faults-'));
  clip = join(folder, 'street.mp4');
  output = join(folder, 'out.mp4');
  await writeClip(clip, { seed: 'faults', seconds: 3, width: 160, height: 96, fps: 20 });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** A face network that sees nobody, a little later. */
const blind: InferenceSession = {
  model: 'yunet',
  run: async ({ dims: [, , height = 0, width = 0] }) => {
    await new Promise(setImmediate);
    const outputs: Record<string, Tensor> = {};
    for (const stride of [8, 16, 32]) {
      const count = (height / stride) * (width / stride);
      for (const [name, size] of [
        ['cls', 1],
        ['obj', 1],
        ['bbox', 4],
        ['kps', 10],
      ] as const) {
        outputs[`${name}_${stride}`] = { data: new Float32Array(count * size), dims: [1, count, size] };
      }
    }
    return outputs;
  },
};
const faces = createFaceDetector(blind, { runs: [{ longestSide: 160, scoreThreshold: 0.5 }] });

type Format = typeof videoFormat;

/** Looks at the clip and hides it, with a format that may fail. `onStep` is called for every frame of both passes. */
async function hideClip(
  format: Format,
  signal: AbortSignal = new AbortController().signal,
  onStep = (): void => {},
): Promise<void> {
  await using media = await MovingMedia.open(clip, format);
  const walk = { signal, onProgress: onStep };
  const { tracks, frameCount, durationSeconds } = await media.look({ faces }, { ...walk, strict: false });
  const plan: Plan = {
    format: 'passerby-plan',
    version: 1,
    media: { width: media.width, height: media.height, frameCount, durationSeconds, sha256: '0'.repeat(64) },
    settings: { preset: 'head', text: 'none' },
    models: [],
    tracks: [...tracks],
  };
  await media.writeHidden(plan, output, { hide: {}, quality: 'fast', audio: 'drop' }, walk);
}

/** The format with an encoder that refuses the frame of this index. */
function refusing(index: number, error: Error): Format {
  return {
    ...videoFormat,
    async createSink(path, source, write): Promise<FrameSink<AvPicture>> {
      const sink = await videoFormat.createSink(path, source, write);
      return {
        write: async (frame) => {
          if (frame.index < index) return sink.write(frame);
          frame[Symbol.dispose]();
          throw error;
        },
        finish: () => sink.finish(),
        [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose](),
      };
    },
  };
}

/** The format with a source that, when it is read to be hidden, ends or breaks after so many frames. */
function ending(after: number, error?: Error): Format {
  return {
    ...videoFormat,
    async open(file, purpose): Promise<VideoSource> {
      const source = await videoFormat.open(file, purpose);
      if (purpose === 'look') return source;
      const frames: VideoSource['frames'] = async function* (options) {
        for await (const frame of source.frames(options)) {
          if (frame.index >= after) {
            frame[Symbol.dispose]();
            if (error) throw error;
            return;
          }
          yield frame;
        }
      };
      return Object.assign(Object.create(source) as VideoSource, {
        frames,
        [Symbol.dispose]: () => source[Symbol.dispose](),
      });
    },
  };
}

/** What a failed try threw and left. */
async function failureOf(
  hidden: Promise<void>,
): Promise<{ readonly error: unknown; readonly frames: number; readonly files: readonly string[] }> {
  const error = await hidden.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, frames: liveFrames(), files: await readdir(folder) };
}

const nothingLeft = { frames: 0, files: ['street.mp4'] };

describe('a video, stopped in its middle', () => {
  it('tells the frame that the encoder refused, and why', async () => {
    const refusal = new Error('FFmpeg failed encoding a picture: Cannot allocate memory.');
    const { error, ...left } = await failureOf(hideClip(refusing(7, refusal)));
    expect(error).toMatchObject({
      code: 'unexpected',
      message: 'Writing the hidden copy failed at frame 7: FFmpeg failed encoding a picture: Cannot allocate memory.',
    });
    expect(left).toEqual(nothingLeft);
  });

  it('passes on what the disk says', async () => {
    const error = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    expect(await failureOf(hideClip(refusing(7, error)))).toEqual({ error, ...nothingLeft });
  });

  it('is no shorter video where its source ends early', async () => {
    const error = new PlanError('Expected the 60 frames that the plan covers, received 30.');
    expect(await failureOf(hideClip(ending(30)))).toEqual({ error, ...nothingLeft });
  });

  it('passes on what the decoder says', async () => {
    const error = new Error('planted');
    expect(await failureOf(hideClip(ending(30, error)))).toEqual({ error, ...nothingLeft });
  });

  // Both passes have 60 frames; each seed stops somewhere else in them.
  it.each(Array.from({ length: 50 }, (_, seed) => (seed * 7919 + 11) % 119))(
    'leaves no frame in memory and no output when it is aborted after step %i',
    async (step) => {
      const controller = new AbortController();
      const error = new Error('enough');
      let steps = 0;
      const hidden = hideClip(videoFormat, controller.signal, () => {
        if (steps++ === step) controller.abort(error);
      });
      expect(await failureOf(hidden)).toEqual({ error, ...nothingLeft });
    },
  );
});
