import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWorkerPool, type WorkerPool } from '@passerby/node';
import { strata } from '@passerby/street';
import { verifyClip, type ClipVerdict } from './verify-clip.ts';
import { summarizeVerdicts, verifyExposureTable } from './verify-exposure-table.ts';

interface Settings {
  readonly clips: number;
  readonly seconds: number;
  readonly jobs: number;
  readonly out: string;
  /** Keep what an earlier run wrote to `out`, and judge the other clips only. */
  readonly resume: boolean;
}

/**
 * Does verify tell a hidden clip from one in which a head was left clear for 5 frames? Draws clips of all strata in turn, hides them as by
 * default, and asks. Prints a table and writes the verdicts as JSON.
 */
export async function runVerifyExposure(argv: readonly string[]): Promise<void> {
  const settings = parseSettings(argv);
  const folder = await mkdtemp(join(tmpdir(), 'passerby-verify-exposure-'));
  const verdicts: ClipVerdict[] = settings.resume ? await readVerdicts(settings.out) : [];
  const judged = new Set(verdicts.map(({ seed }) => seed));
  const failed: { seed: string; why: string }[] = [];
  try {
    await using pool = createWorkerPool({ size: settings.jobs });
    const numbers = Array.from({ length: settings.clips }, (_, number) => number).filter(
      (number) => !judged.has(seedOf(number)),
    );
    await Promise.all(Array.from({ length: settings.jobs }, () => judgeNext(numbers, pool)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await writeResults(settings, verdicts, failed);
  process.stdout.write(`${verifyExposureTable(summarizeVerdicts(verdicts))}\n`);

  async function judgeNext(numbers: number[], pool: WorkerPool): Promise<void> {
    for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
      const stratum = strata[number % strata.length] as (typeof strata)[number];
      const seed = seedOf(number);
      try {
        const verdict = await verifyClip({ seed, stratum, pick: number, seconds: settings.seconds }, folder, pool);
        verdicts.push(verdict);
        process.stderr.write(`${JSON.stringify(verdict)}\n`);
      } catch (error) {
        // Counted and printed: a clip that could not be judged is in no share, and may not vanish from the table.
        failed.push({ seed, why: error instanceof Error ? error.message : String(error) });
        process.stderr.write(`${JSON.stringify(failed.at(-1))}\n`);
      }
    }
  }
}

function seedOf(number: number): string {
  return `verify-exposure-${number}`;
}

async function readVerdicts(path: string): Promise<ClipVerdict[]> {
  return (JSON.parse(await readFile(path, 'utf8')) as { readonly verdicts: ClipVerdict[] }).verdicts;
}

async function writeResults(
  { out, clips, seconds, jobs }: Settings,
  verdicts: readonly ClipVerdict[],
  failed: readonly object[],
): Promise<void> {
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
  const summary = summarizeVerdicts(verdicts);
  const results = { bench: 'verify-exposure', settings: { clips, seconds, jobs }, machine, summary, failed, verdicts };
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, `${JSON.stringify(results, undefined, 2)}\n`);
}

function parseSettings(argv: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      clips: { type: 'string', default: '45' },
      seconds: { type: 'string', default: '4' },
      jobs: { type: 'string', default: '2' },
      out: { type: 'string', default: join('results', 'verify-exposure.json') },
      resume: { type: 'boolean', default: false },
    },
  });
  return {
    clips: Number(values.clips),
    seconds: Number(values.seconds),
    jobs: Number(values.jobs),
    out: values.out,
    resume: values.resume,
  };
}
