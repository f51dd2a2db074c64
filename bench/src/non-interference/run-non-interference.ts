import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { serializePlan } from '@passerby/engine';
import { createWorkerPool, hideFile, type WorkerPool } from '@passerby/node';
import { ClipEncoder } from '@passerby/street';
import sharp from 'sharp';
import { drawPair, type Pair } from './draw-pair.ts';

/** What `npm run bench -- non-interference` takes. */
interface NonInterferenceSettings {
  readonly pairs: number;
  /** First pair: a pair depends on its number only. */
  readonly from: number;
  readonly jobs: number;
  readonly out: string;
}

/** How one pair ended. */
interface PairResult {
  readonly index: number;
  readonly format: string;
  readonly quality: string;
  readonly frames: number;
  /** Share of all bytes of all frames that the plan hides and that differ between the two inputs. */
  readonly changedShare: number;
  /** Whether both outputs have the same bytes. */
  readonly isSame: boolean;
}

/**
 * B8: hides random clips and photos by random plans, twice: once as drawn, once with noise or another picture in place of every pixel that the plan
 * hides, up to the very border of its regions. Both outputs must be the same file, byte for byte. Prints a summary and writes the same as JSON;
 * exit code 1 where one pair differs.
 */
export async function runNonInterference(argv: readonly string[]): Promise<void> {
  const settings = parseSettings(argv);
  const folder = await mkdtemp(join(tmpdir(), 'passerby-non-interference-'));
  try {
    const results = await runPairs(folder, settings);
    const different = results.filter(({ isSame }) => !isSame);
    const changedShare = results.reduce((sum, result) => sum + result.changedShare, 0) / results.length;
    const summary = {
      pairs: results.length,
      different: different.map(({ index }) => index),
      changedShare,
      frames: results.reduce((sum, { frames }) => sum + frames, 0),
      kinds: countKinds(results),
    };
    await mkdir(dirname(settings.out), { recursive: true });
    await writeFile(
      settings.out,
      `${JSON.stringify({ bench: 'non-interference', settings, summary }, undefined, 2)}\n`,
    );
    process.stdout.write(
      `${results.length} pairs, ${different.length} with different outputs; hidden and changed: ${(100 * changedShare).toFixed(1)} % of the input's bytes on average.\n`,
    );
    if (different.length > 0) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How many pairs of which format and quality there were. */
function countKinds(results: readonly PairResult[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { format, quality } of results) {
    const kind = format === 'mp4' ? `${format} ${quality}` : format;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

async function runPairs(folder: string, { pairs, from, jobs }: NonInterferenceSettings): Promise<PairResult[]> {
  await using pool = createWorkerPool({ size: jobs });
  const results: PairResult[] = [];
  const numbers = Array.from({ length: pairs }, (_, i) => from + i).values();
  const lane = async (): Promise<void> => {
    for (const index of numbers) {
      results.push(await runPair(index, join(folder, String(index)), pool));
      if (results.length % 50 === 0) process.stderr.write(`${results.length} of ${pairs}\n`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  return results.sort((a, b) => a.index - b.index);
}

async function runPair(index: number, folder: string, pool: WorkerPool): Promise<PairResult> {
  const pair = drawPair(index);
  await mkdir(folder);
  const clear = await hide('clear', pair, pair.clear, folder, pool);
  const changed = await hide('changed', pair, pair.changed, folder, pool);
  await rm(folder, { recursive: true });
  return {
    index,
    format: pair.format,
    quality: pair.quality,
    frames: pair.clear.length,
    changedShare: differingShare(pair),
    isSame: clear.equals(changed),
  };
}

async function hide(
  name: string,
  pair: Pair,
  frames: readonly Uint8Array[],
  folder: string,
  pool: WorkerPool,
): Promise<Buffer> {
  const input = join(folder, `${name}.${pair.format}`);
  await writeLossless(input, pair, frames);
  const sha256 = createHash('sha256')
    .update(await readFile(input))
    .digest('hex');
  const fromPlanFile = join(folder, `${name}.plan.json`);
  await writeFile(fromPlanFile, serializePlan(pair.planFor(sha256)), { mode: 0o600 });
  const options = { pool, fromPlanFile, quality: pair.quality, text: 'none', verify: false } as const;
  const { output } = await hideFile(input, (extension) => join(folder, `${name}.hidden${extension}`), options);
  return readFile(output);
}

async function writeLossless(
  file: string,
  { format, width, height, fps }: Pair,
  frames: readonly Uint8Array[],
): Promise<void> {
  if (format === 'mp4') {
    const encoder = new ClipEncoder(file, { width, height, fps, sound: false, crf: 0 });
    for (const rgb of frames) encoder.write(rgb);
    encoder.finish();
    return;
  }
  const picture = sharp(frames[0], { raw: { width, height, channels: 3 } });
  if (format === 'png') await picture.png().toFile(file);
  else if (format === 'webp') await picture.webp({ lossless: true }).toFile(file);
  else await picture.tiff({ compression: 'lzw' }).toFile(file);
}

function differingShare({ clear, changed }: Pair): number {
  let differing = 0;
  let all = 0;
  for (const [i, frame] of clear.entries()) {
    const other = changed[i]!;
    for (let at = 0; at < frame.length; at++) if (frame[at] !== other[at]) differing++;
    all += frame.length;
  }
  return differing / all;
}

function parseSettings(argv: readonly string[]): NonInterferenceSettings {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      pairs: { type: 'string', default: '1000' },
      from: { type: 'string', default: '0' },
      jobs: { type: 'string', default: '2' },
      out: { type: 'string', default: join('results', 'non-interference.json') },
    },
  });
  return {
    pairs: whole('--pairs', values.pairs),
    from: whole('--from', values.from),
    jobs: whole('--jobs', values.jobs),
    out: values.out,
  };
}

function whole(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new TypeError(`Expected a whole number for ${option}, received ${text}.`);
  return value;
}
