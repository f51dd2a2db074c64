import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Box, Plan } from '@passerby/engine';
import { ClipEncoder, drawClip, noiseInside } from '@passerby/street';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MovingMedia } from '../src/media/moving-media.ts';
import { videoFormat } from '../src/media/video-format.ts';

const size = { width: 160, height: 96 };
const fps = 10;
const frameCount = 8;
let folder = '';
let frames: readonly Uint8Array[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-noise-'));
  const film = await drawClip({ seed: 'noise', ...size, fps, seconds: frameCount / fps });
  frames = [...film.frames()].map(({ rgb }) => rgb.slice());
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Two clips without loss that differ in nothing but the pixels well inside the box. */
function writeLossless(file: string, hidden: Box, seed: number): void {
  const encoder = new ClipEncoder(file, { ...size, fps, sound: false, crf: 0 });
  const addNoise = noiseInside(seed);
  for (const clear of frames) encoder.write(seed === 0 ? clear : addNoise(clear, size.width, hidden));
  encoder.finish();
}

function planFor(box: Box): Plan {
  const durationSeconds = frameCount / fps;
  return {
    format: 'passerby-plan',
    version: 1,
    media: { ...size, frameCount, durationSeconds, sha256: '0'.repeat(64) },
    settings: { preset: 'head', text: 'none' },
    models: [],
    tracks: [
      {
        id: '0123456789abcdef',
        kind: 'region',
        fromSeconds: 0,
        throughSeconds: durationSeconds,
        keyframes: [{ seconds: 0, box, origin: 'drawn' }],
      },
    ],
  };
}

async function hide(input: string, plan: Plan): Promise<Buffer> {
  const output = `${input}.hidden`;
  await using media = await MovingMedia.open(input, videoFormat);
  const walk = { signal: new AbortController().signal, onProgress: () => {} };
  await media.writeHidden(plan, output, { hide: {}, quality: 'fast', audio: 'drop' }, walk);
  return readFile(output);
}

describe('an encoded video', () => {
  it('has the same bytes whatever the hidden pixels were', async () => {
    const boxes = fc.record({
      x: fc.integer({ min: 8, max: 100 }),
      y: fc.integer({ min: 8, max: 50 }),
      width: fc.integer({ min: 12, max: 48 }),
      height: fc.integer({ min: 12, max: 36 }),
    });
    const noise = fc.integer({ min: 1, max: 2 ** 31 });
    await fc.assert(
      fc.asyncProperty(boxes, noise, async (inner, seed) => {
        const clear = join(folder, 'clear.mp4');
        const noisy = join(folder, 'noisy.mp4');
        writeLossless(clear, inner, 0);
        writeLossless(noisy, inner, seed);
        // The noise stays 4 pixels inside: the drawing's own colour conversion mixes neighbours before the input is written.
        const box = { x: inner.x - 4, y: inner.y - 4, width: inner.width + 8, height: inner.height + 8 };
        expect((await readFile(clear)).equals(await readFile(noisy))).toBe(false);
        const outputs = [await hide(clear, planFor(box)), await hide(noisy, planFor(box))];
        expect(outputs[0]?.equals(outputs[1] ?? Buffer.alloc(0))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
