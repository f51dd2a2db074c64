import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { liveFrames } from '@passerby/engine';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeTestClip, type DrawnVideo } from '../../test/write-test-clip.ts';
import { framesAt } from './frames-at.ts';
import { openVideoSource } from './video-source.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-frames-at-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  assert.equal(liveFrames(), 0);
});

const framesPerSecond = 10;
/** 40 seconds; every frame has a shade of its own, so that a frame of another moment is told. */
const clip: DrawnVideo = {
  width: 64,
  height: 48,
  timeBase: [1, framesPerSecond],
  ticks: Array.from({ length: 400 }, (_, index) => index),
  options: { g: '20', bf: '2' },
  paint: (_x, _y, frame) => [(frame * 37) % 200, (frame * 37) % 200, (frame * 37) % 200],
};
const moments = [0, 0.1, 9.3, 9.4, 17.9, 30, 39.9];

function drawClip(name: string, changes: DrawnVideo = {}): string {
  const file = join(folder, name);
  writeTestClip(file, { ...clip, ...changes });
  return file;
}

interface Read {
  readonly shades: readonly (readonly [seconds: number, shade: number])[];
  readonly decoded: number;
}

async function readAt(file: string, wanted: readonly number[]): Promise<Read> {
  const shades: [number, number][] = [];
  let decoded = 0;
  for await (const raw of framesAt(file, wanted, { onDecoded: (count) => (decoded = count) })) {
    using frame = raw;
    shades.push([round(frame.seconds), frame.pixels.planes[0]?.data[0] ?? -1]);
  }
  return { shades, decoded };
}

/** The same by reading the video from its first frame to its last. */
async function readThrough(file: string, wanted: readonly number[]): Promise<Read['shades']> {
  using source = await openVideoSource(file, { purpose: 'look' });
  const shades: [number, number][] = [];
  for await (const raw of source.frames()) {
    using frame = raw;
    if (wanted.includes(round(frame.seconds))) {
      shades.push([round(frame.seconds), frame.pixels.planes[0]?.data[0] ?? -1]);
    }
  }
  return shades;
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

describe('framesAt', () => {
  it.each(['seek.mp4', 'seek.mov', 'seek.mkv'])(
    'gives frames without decoding what is far from them: %s',
    async (name) => {
      const file = drawClip(name);
      const { shades, decoded } = await readAt(file, moments);
      expect(shades).toEqual(await readThrough(file, moments));
      expect(shades.map(([seconds]) => seconds)).toEqual(moments);
      expect(decoded).toBeLessThan(250);
    },
  );

  it.each(['start.ts', 'start.h264'])('reads from the start what cannot be sought: %s', async (name) => {
    const file = drawClip(name);
    const { shades, decoded } = await readAt(file, [30]);
    expect(shades).toEqual(await readThrough(file, [30]));
    expect(shades.length).toBe(1);
    expect(decoded).toBeGreaterThan(290);
  });

  it('passes over moments that have no frame, and opens nothing for none', async () => {
    const file = drawClip('gaps.mp4');
    expect((await readAt(file, [0.05, 20.05, 50])).shades).toEqual([]);
    expect(await readAt('no-such-file.mp4', [])).toEqual({ shades: [], decoded: 0 });
  });

  it('reads from the start where the way from the key frame is damaged', async () => {
    const file = drawClip('damaged.mp4', { options: { g: '400', bf: '0' } });
    const bytes = await readFile(file);
    const at = Math.floor(bytes.length * 0.45);
    await writeFile(file, Buffer.concat([bytes.subarray(0, at), Buffer.alloc(40, 0xff), bytes.subarray(at + 40)]));
    const { shades } = await readAt(file, [39]);
    expect(shades).toEqual(await readThrough(file, [39]));
  });

  it('frees everything when the receiver stops', async () => {
    const file = drawClip('stop.mp4');
    for await (const raw of framesAt(file, moments)) {
      raw[Symbol.dispose]();
      break;
    }
    expect(liveFrames()).toBe(0);
  });
});
