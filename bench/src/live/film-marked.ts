import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { markFrame, writeClip, type Stratum, type StreetTruth } from '@passerby/street';

export interface MarkedClip {
  readonly path: string;
  readonly truth: StreetTruth;
}

/** A street as a camera films it, with its frame numbers; drawn once and kept in the cache. */
export async function filmMarked(
  cache: string,
  options: {
    readonly seed: string;
    readonly stratum: Stratum;
    readonly width: number;
    readonly height: number;
    readonly seconds: number;
  },
): Promise<MarkedClip> {
  const { seed, stratum, width, seconds } = options;
  await mkdir(cache, { recursive: true });
  const path = join(cache, `live-${stratum}-${seed}-${width}-${seconds}.mp4`);
  const truthPath = `${path}.json`;
  if (existsSync(path) && existsSync(truthPath)) {
    return { path, truth: JSON.parse(await readFile(truthPath, 'utf8')) as StreetTruth };
  }
  const truth = await writeClip(path, { ...options, fps: 15, likeCamera: true, crf: 22, mark: markFrame });
  await writeFile(truthPath, JSON.stringify(truth));
  return { path, truth };
}
