import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { writeClip, type StreetTruth } from '@passerby/street';
import type { ExamClip } from './list-clips.ts';

/** A clip that lies on disk. */
export interface DrawnClip extends ExamClip {
  readonly file: string;
  readonly truthFile: string;
}

/** Where clips are kept from run to run unless told otherwise. */
export function defaultCacheDir(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'passerby', 'exposure-clips');
}

/**
 * Draws the clips that are not there yet, `jobs` at a time. Kept in a folder named after a hash of the code that draws, so that no clip of another street
 * is ever measured. `onDrawn` is told how many are there.
 */
export async function drawClips(
  clips: readonly ExamClip[],
  cacheDir: string,
  jobs: number,
  onDrawn: (done: number) => void,
): Promise<readonly DrawnClip[]> {
  const folder = join(cacheDir, await hashStreet());
  await mkdir(folder, { recursive: true });
  const drawn = clips.map((clip) => ({
    ...clip,
    file: join(folder, `${clip.name}.mp4`),
    truthFile: join(folder, `${clip.name}.truth.json`),
  }));
  const queue: DrawnClip[] = [];
  for (const clip of drawn) if (!(await isThere(clip.truthFile))) queue.push(clip);
  let done = drawn.length - queue.length;
  onDrawn(done);
  const work = async (): Promise<void> => {
    for (let clip = queue.shift(); clip; clip = queue.shift()) {
      await drawInThread(clip);
      onDrawn(++done);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return drawn;
}

/** What is in a drawn clip. */
export async function readTruth({ truthFile }: DrawnClip): Promise<StreetTruth> {
  return JSON.parse(await readFile(truthFile, 'utf8')) as StreetTruth;
}

/** Draws one clip here. The truth is written last: where it lies, the clip is whole. */
export async function drawClipFile({ file, truthFile, options }: DrawnClip): Promise<void> {
  const truth = await writeClip(`${file}.part.mp4`, options);
  await rename(`${file}.part.mp4`, file);
  await writeFile(`${truthFile}.part`, JSON.stringify(truth));
  await rename(`${truthFile}.part`, truthFile);
}

/** Drawing is plain computing: a thread for each clip. */
async function drawInThread(clip: DrawnClip): Promise<void> {
  const worker = new Worker(new URL('./draw-worker.js', import.meta.url), { workerData: clip });
  await new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`Drawing ${clip.name} ended with ${code}.`)),
    );
  });
}

/** Parts of the drawn street's code that change nothing of what clips show. */
const notDrawing = ['canaries', 'damage', 'exposure', 'main.js', 'demo.js', 'truth.js', 'draw-photo.js'];

/** Of the code that draws: another street, another folder. */
async function hashStreet(): Promise<string> {
  const root = dirname(createRequire(import.meta.url).resolve('@passerby/street'));
  const hash = createHash('sha256');
  for (const name of (await readdir(root, { recursive: true })).toSorted()) {
    if (!name.endsWith('.js') || notDrawing.some((part) => name.startsWith(part))) continue;
    hash.update(`${name}\n`).update(await readFile(join(root, name)));
  }
  return hash.digest('hex').slice(0, 12);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
