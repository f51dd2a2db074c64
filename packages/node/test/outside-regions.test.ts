import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlanRegions, type Box, type Plan } from '@passerby/engine';
import { writeClip, type ClipOptions } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MovingMedia } from '../src/media/moving-media.ts';
import { videoFormat } from '../src/media/video-format.ts';
import { openVideoSource } from '../src/video/video-source.ts';

const size = { width: 320, height: 192 };
const fps = 12;
const seconds = 2;
/** Two heads' worth, one of them at the border. */
const boxes: readonly Box[] = [
  { x: 96, y: 48, width: 64, height: 64 },
  { x: 272, y: 112, width: 48, height: 80 },
];
const walk = { signal: new AbortController().signal, onProgress: () => {} };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-outside-'));
});
afterAll(() => rm(folder, { recursive: true }));

function planFor(hidden: readonly Box[]): Plan {
  return {
    format: 'passerby-plan',
    version: 1,
    media: { ...size, frameCount: fps * seconds, durationSeconds: seconds, sha256: '0'.repeat(64) },
    settings: { preset: 'head', text: 'none' },
    models: [],
    tracks: hidden.map((box, index) => ({
      id: String(index).repeat(16),
      kind: 'region',
      fromSeconds: 0,
      throughSeconds: seconds,
      keyframes: [{ seconds: 0, box, origin: 'drawn' }],
    })),
  };
}

async function readLumas(file: string): Promise<Uint8Array[]> {
  using source = await openVideoSource(file);
  const lumas: Uint8Array[] = [];
  for await (const raw of source.frames()) {
    using frame = raw;
    const [luma] = frame.pixels.planes;
    if (!luma) throw new TypeError('Expected a plane of brightness, received none.');
    const rows = Array.from({ length: size.height }, (_, y) =>
      Uint8Array.from(luma.data.subarray(y * luma.stride, y * luma.stride + size.width)),
    );
    lumas.push(Buffer.concat(rows));
  }
  return lumas;
}

/** Closeness in dB of the pixels that no region touches, over the whole clip. */
function psnrOutside(a: readonly Uint8Array[], b: readonly Uint8Array[], regions: readonly Box[]): number {
  let squares = 0;
  let count = 0;
  for (const [index, luma] of a.entries()) {
    for (let at = 0; at < luma.length; at++) {
      const [x, y] = [at % size.width, Math.floor(at / size.width)];
      if (regions.some((box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height)) continue;
      squares += ((luma[at] as number) - (b[index]?.[at] as number)) ** 2;
      count += 1;
    }
  }
  return 10 * Math.log10((255 * 255 * count) / squares);
}

describe('hidden videos', () => {
  it.each([
    { seed: 'outside-day', stratum: 'street' },
    { seed: 'outside-dusk', stratum: 'dusk' },
  ] satisfies readonly ClipOptions[])(
    'are as close to their input outside of the regions as plain decoding and encoding: $seed',
    async (clip) => {
      const input = join(folder, `${clip.seed}.mp4`);
      await writeClip(input, { ...clip, ...size, fps, seconds });
      const plan = planFor(boxes);
      const write = async (name: string, obeyed: Plan): Promise<readonly Uint8Array[]> => {
        const output = join(folder, `${clip.seed}.${name}.mp4`);
        await using media = await MovingMedia.open(input, videoFormat);
        const hide = { effect: 'solid', color: '#808080' } as const;
        await media.writeHidden(obeyed, output, { hide, quality: 'default', audio: 'drop' }, walk);
        return readLumas(output);
      };
      const before = await readLumas(input);
      const regions = new PlanRegions(plan).at(0).map(({ box }) => box);
      const plain = psnrOutside(await write('plain', planFor([])), before, regions);
      const hidden = psnrOutside(await write('hidden', plan), before, regions);
      expect(plain).toBeGreaterThan(35);
      expect(hidden).toBeGreaterThan(plain - 0.5);
    },
  );
});
