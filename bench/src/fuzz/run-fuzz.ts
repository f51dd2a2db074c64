import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWorkerPool, hideFile, JobError, verifyFile, type WorkerPool } from '@passerby/node';
import { damageBytes, drawSpecimens, type Specimen } from '@passerby/street';
import { countEnds, fuzzTable, type FuzzCase } from './fuzz-table.ts';

/** What `npm run bench -- fuzz` takes. */
interface FuzzSettings {
  /** What is done with the files. Default `hide`. */
  readonly verb: 'hide' | 'verify';
  readonly cases: number;
  /** First case; a case depends on the seed and its number only. */
  readonly from: number;
  readonly seed: string;
  readonly jobs: number;
  readonly out: string;
}

/** Longer than any of these files takes on a busy machine; what needs more counts as a hang. */
const stallTimeoutMs = 60_000;

/**
 * Damages small files of every container that is read and hides or verifies them in worker processes. Every case must end done or refused in one
 * sentence of ours, with nothing unfinished left and the next case untouched. Prints a table and writes the same as JSON; exit code 1 where a case did not.
 */
export async function runFuzz(argv: readonly string[]): Promise<void> {
  const settings = parseSettings(argv);
  const folder = await mkdtemp(join(tmpdir(), 'passerby-fuzz-'));
  try {
    const specimens = await drawSpecimens(folder);
    const cases = await runCases(specimens, folder, settings);
    await mkdir(dirname(settings.out), { recursive: true });
    const odd = cases.filter(({ isOdd }) => isOdd);
    await writeFile(
      settings.out,
      `${JSON.stringify({ bench: 'fuzz', settings, ends: countEnds(cases), odd }, undefined, 2)}\n`,
    );
    process.stdout.write(`${fuzzTable(cases)}\n`);
    for (const { index, specimen, damage, end, sentence } of odd) {
      process.stdout.write(`case ${index}, ${specimen}, ${damage}: ${end}: ${sentence}\n`);
    }
    if (odd.length > 0) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runCases(
  specimens: readonly Specimen[],
  folder: string,
  { verb, cases, from, seed, jobs }: FuzzSettings,
): Promise<FuzzCase[]> {
  await using pool = createWorkerPool({ size: jobs, stallTimeoutMs });
  const done: FuzzCase[] = [];
  const numbers = Array.from({ length: cases }, (_, i) => from + i).values();
  const lane = async (): Promise<void> => {
    for (const index of numbers) {
      done.push(await runCase(index, specimens, join(folder, String(index)), seed, works[verb](pool)));
      if (done.length % 100 === 0) process.stderr.write(`${done.length} of ${cases}\n`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  return done.sort((a, b) => a.index - b.index);
}

async function runCase(
  index: number,
  specimens: readonly Specimen[],
  folder: string,
  seed: string,
  work: Work,
): Promise<FuzzCase> {
  const specimen = specimens[index % specimens.length]!;
  const donor = specimens[(index * 7 + 3) % specimens.length]!;
  const { kind: damage, bytes } = damageBytes(specimen.bytes, donor.bytes, `${seed} ${index}`);
  await mkdir(folder);
  const input = join(folder, `case${extname(specimen.name)}`);
  await writeFile(input, bytes);
  const startedMs = performance.now();
  const { end, sentence, details, isRefusal } = await outcomeOf(work(input, folder));
  const left = (await readdir(folder)).length;
  await rm(folder, { recursive: true });
  const isTidy = left === (end === 'hidden' ? 2 : 1);
  return {
    index,
    specimen: specimen.name,
    damage,
    end,
    sentence,
    details,
    isOdd: !isTidy || !(end === 'hidden' || end === 'verified' || isRefusal),
    seconds: (performance.now() - startedMs) / 1000,
  };
}

/** Codes with which a file may be refused for what it is. */
const refusals: readonly string[] = ['unsupported-media', 'damaged-media', 'memory', 'leak'];

type Work = (input: string, folder: string) => Promise<'hidden' | 'verified'>;

const works: Readonly<Record<FuzzSettings['verb'], (pool: WorkerPool) => Work>> = {
  hide: (pool) => async (input, folder) => {
    const options = { pool, text: 'none', audio: 'keep', verify: false } as const;
    await hideFile(input, (extension) => join(folder, `out${extension}`), options);
    return 'hidden';
  },
  verify: (pool) => async (input) => {
    await verifyFile(input, { pool, text: 'none' });
    return 'verified';
  },
};

async function outcomeOf(
  work: ReturnType<Work>,
): Promise<Pick<FuzzCase, 'end' | 'sentence' | 'details'> & { readonly isRefusal: boolean }> {
  try {
    return { end: await work, sentence: '', details: undefined, isRefusal: false };
  } catch (error) {
    if (!(error instanceof JobError)) {
      return { end: 'other error', sentence: String(error), details: undefined, isRefusal: false };
    }
    const { code, message, details } = error;
    const isRefusal = /^[A-Z][^\n]{10,400}\.$/.test(message) && refusals.includes(code);
    return { end: code, sentence: message, details: isRefusal ? undefined : details, isRefusal };
  }
}

function parseSettings(argv: readonly string[]): FuzzSettings {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      verb: { type: 'string', default: 'hide' },
      cases: { type: 'string', default: '2000' },
      from: { type: 'string', default: '0' },
      seed: { type: 'string', default: 'bench' },
      jobs: { type: 'string', default: '2' },
      out: { type: 'string', default: join('results', 'fuzz.json') },
    },
  });
  const { verb } = values;
  if (verb !== 'hide' && verb !== 'verify')
    throw new TypeError(`Expected hide or verify for --verb, received ${verb}.`);
  return {
    verb,
    cases: whole('--cases', values.cases),
    from: whole('--from', values.from),
    seed: values.seed,
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
