import { readFile, writeFile } from 'node:fs/promises';
import { createWorkerPool, hideFile } from '@passerby/node';
import sharp from 'sharp';

// A process of its own, so that its memory can be told: node time-photo.js INPUT OUTPUT ROUNDS, prints PhotoTimes as JSON.
const [input = '', output = '', rounds = '3'] = process.argv.slice(2);

/** Seconds of each round. */
export interface PhotoTimes {
  /** Faces and text, without a check of the output, by a worker that has hidden a photo before. */
  readonly hideSeconds: readonly number[];
  /** Decoding the file and encoding it again, as our outputs are. */
  readonly codecSeconds: readonly number[];
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function recode(): Promise<void> {
  const picture = sharp(await readFile(input)).jpeg({ quality: 90, chromaSubsampling: '4:4:4' });
  await writeFile(output, await picture.toBuffer());
}

await using pool = createWorkerPool({ size: 1 });
const hide = (): Promise<unknown> => hideFile(input, output, { pool, verify: false, overwrite: true });
await hide();
const times: { hideSeconds: number[]; codecSeconds: number[] } = { hideSeconds: [], codecSeconds: [] };
for (let round = 0; round < Number(rounds); round++) {
  times.codecSeconds.push(await secondsOf(recode));
  times.hideSeconds.push(await secondsOf(hide));
}
process.stdout.write(JSON.stringify(times satisfies PhotoTimes));
