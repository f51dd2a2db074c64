import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePhoto } from '@passerby/street';
import { measureCommand } from './measure-command.ts';
import { median } from './median.ts';
import type { PhotoTimes } from './time-photo.ts';

/** A photo of 12 megapixels, hidden in a warm process, against decoding and encoding it. */
export interface PhotoSpeed {
  readonly hideSeconds: number;
  readonly codecSeconds: number;
  /** How many times longer hiding takes. */
  readonly ratio: number;
  /** Of the process that hides, and of nothing else. */
  readonly peakMegabytes: number | undefined;
}

/** Draws the photo unless it is in the cache or another one is given, and measures medians over the rounds. */
export async function measurePhoto(cacheDir: string, rounds: number, photoFile?: string): Promise<PhotoSpeed> {
  const input = photoFile ?? join(cacheDir, 'photo-12mp.jpg');
  await mkdir(dirname(input), { recursive: true });
  if (!existsSync(input)) await writePhoto(input, { seed: 'speed', width: 4000, height: 3000 });
  const folder = await mkdtemp(join(tmpdir(), 'passerby-speed-'));
  try {
    const script = fileURLToPath(new URL('./time-photo.js', import.meta.url));
    const args = [script, input, join(folder, 'out.jpg'), String(rounds)];
    // Of the two processes the one that hides takes more: the other one only decodes and encodes.
    const { stdout, peakOfOneMegabytes } = await measureCommand(process.execPath, args);
    const times = JSON.parse(stdout) as PhotoTimes;
    const hideSeconds = median(times.hideSeconds);
    const codecSeconds = median(times.codecSeconds);
    return { hideSeconds, codecSeconds, ratio: hideSeconds / codecSeconds, peakMegabytes: peakOfOneMegabytes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One line for people. */
export function describePhotoSpeed({ hideSeconds, codecSeconds, ratio, peakMegabytes }: PhotoSpeed): string {
  const memory = peakMegabytes === undefined ? 'not measured' : `${peakMegabytes.toFixed(0)} MB`;
  return `A photo of 12 MP, faces and text, warm, without verify: ${hideSeconds.toFixed(2)} s, ${ratio.toFixed(1)} × decode + encode (${codecSeconds.toFixed(2)} s), peak memory of the process that hides ${memory}.`;
}
