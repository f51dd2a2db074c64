import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Plan } from '@passerby/engine';
import { fps, makeSpeedClip } from '../speed/speed-clips.ts';
import { measureMemory } from './measure-memory.ts';
import type { BenchPage } from './open-bench-page.ts';

/** The browser's memory while it works on a file that is larger than it. */
export interface LargeFileWatch {
  readonly inputMegabytes: number;
  /** Before the file is chosen, and at most until it is closed. */
  readonly idleMegabytes: number;
  readonly peakMegabytes: number;
  /** Until all bytes were hashed and all packets listed. */
  readonly readSeconds: number;
  /** Frames of the hidden copy until it was given up. */
  readonly frames: number;
}

const size = { width: 1920, height: 1080 };
const writtenSeconds = 60;
const everyMs = 1000;

/** 1080p of this length is read whole; then its hidden copy is written for a minute, from its beginning. */
export async function watchLargeFile(bench: BenchPage, seconds: number, file: string): Promise<LargeFileWatch> {
  await makeSpeedClip({ name: 'browser', ...size, seconds, stratum: 'street' }, file);
  const plan = await planFor(file, seconds);
  const idleMegabytes = await megabytesOf(bench);
  let peakMegabytes = 0;
  const timer = setInterval(() => {
    void megabytesOf(bench).then((each) => (peakMegabytes = Math.max(peakMegabytes, each)));
  }, everyMs);
  await bench.page.setInputFiles('input', file);
  const read = await bench.page.evaluate(
    ([sent, written]) => (globalThis as unknown as LargePage).saveForAWhile(sent, written),
    [plan, writtenSeconds] as const,
  );
  clearInterval(timer);
  return { inputMegabytes: Math.round((await stat(file)).size / 1e6), idleMegabytes, peakMegabytes, ...read };
}

interface LargePage {
  readonly saveForAWhile: (plan: Plan, seconds: number) => Promise<Pick<LargeFileWatch, 'readSeconds' | 'frames'>>;
}

async function megabytesOf({ profile }: BenchPage): Promise<number> {
  return Math.round((await measureMemory(profile)) / 1e6);
}

/** One drawn box, throughout. */
async function planFor(file: string, seconds: number): Promise<Plan> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return {
    format: 'passerby-plan',
    version: 1,
    media: { ...size, frameCount: seconds * fps, durationSeconds: seconds, sha256: hash.digest('hex') },
    settings: { preset: 'head', text: 'none' },
    models: [],
    tracks: [
      {
        id: '0'.repeat(16),
        kind: 'region',
        fromSeconds: 0,
        throughSeconds: seconds,
        keyframes: [{ seconds: 0, box: { x: 800, y: 400, width: 200, height: 240 }, origin: 'drawn' }],
      },
    ],
  };
}
