import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWorkerPool, hideFile, type HideOptions, type WorkerPool } from '@passerby/node';
import { readRgbFrames } from '@passerby/street';
import { JudgedFiles } from './judged-files.ts';
import { readClipSet, readPhotoSet, type LabelledClip, type LabelledPhoto } from './labels.ts';
import { readPhoto } from './read-photo.ts';
import { recallPlans, type RecallPlan, type RecallRow } from './recall-rows.ts';
import { recallTable } from './recall-table.ts';
import { scorePicture, type PictureScore } from './score-picture.ts';
import { summarize } from './summarize.ts';

/** What `npm run bench -- recall` takes. */
interface RecallSettings {
  readonly dataDir: string;
  readonly faceModels: readonly ('yunet' | 'retinaface')[];
  /** Only these sets; all where empty. */
  readonly sets: readonly string[];
  /** Only the first so many files of each set. */
  readonly limit: number;
  /** As by default, or without the check of the finished output. */
  readonly verify: boolean;
  /** In place of what the rows name: with `all`, every file of the sets is hidden as by default. */
  readonly text: 'all' | 'none' | undefined;
  readonly jobs: number;
  /** Files begun after so many minutes wait for the next run. */
  readonly minutes: number;
  readonly isResumed: boolean;
  readonly out: string;
}

/**
 * Hides every photo and clip of the development sets as the library does by default and scores the outputs from pixels alone.
 * Prints a table and writes the same as JSON.
 */
export async function runRecall(argv: readonly string[]): Promise<void> {
  const settings = parseSettings(argv);
  const rows: RecallRow[] = [];
  const judged = await JudgedFiles.open(`${settings.out}.part.jsonl`, settings.isResumed);
  const until = Date.now() + settings.minutes * 60_000;
  await using pool = createWorkerPool({ size: settings.jobs });
  for (const faceModel of settings.faceModels) {
    for (const named of recallPlans) {
      if (settings.sets.length > 0 && !settings.sets.includes(named.set)) continue;
      const plan = { ...named, text: settings.text ?? named.text };
      if (!(await judgeRow({ plan, faceModel, until }, settings, pool, judged))) {
        process.stderr.write(`Stopped after ${settings.minutes} minutes; go on with --resume.\n`);
        return;
      }
      const row = rowOf(plan, faceModel, judged);
      rows.push(row);
      process.stderr.write(`${recallTable([row]).split('\n').at(-1)}\n`);
    }
  }
  await writeResults(settings, rows);
  await judged.remove();
  process.stdout.write(`${recallTable(rows)}\n`);
}

interface RowToJudge {
  readonly plan: RecallPlan;
  readonly faceModel: 'yunet' | 'retinaface';
  /** Epoch, in milliseconds. */
  readonly until: number;
}

function nameOfRow({ set, text }: RecallPlan, faceModel: string): string {
  return `${set} ${text} ${faceModel}`;
}

function rowOf(plan: RecallPlan, faceModel: string, judged: JudgedFiles): RecallRow {
  const files = judged.of(nameOfRow(plan, faceModel));
  const failed = files.flatMap(({ index, why }) => (why === undefined ? [] : [{ index, why }]));
  return {
    set: plan.set,
    faceModel,
    text: plan.text,
    summary: summarize(files.flatMap(({ scores }) => scores)),
    failed,
  };
}

/** Hides and scores the files of a row that were not yet; false where the time was over before. */
async function judgeRow(
  { plan, faceModel, until }: RowToJudge,
  settings: RecallSettings,
  pool: WorkerPool,
  judged: JudgedFiles,
): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'passerby-recall-'));
  const options: HideOptions = { text: plan.text, faceModel, verify: settings.verify };
  const row = nameOfRow(plan, faceModel);
  const done = new Set(judged.of(row).map(({ index }) => index));
  try {
    const files: readonly (LabelledPhoto | LabelledClip)[] =
      plan.kind === 'photos'
        ? await readPhotoSet(settings.dataDir, plan.set)
        : await readClipSet(settings.dataDir, plan.set);
    const queue = [...files.slice(0, settings.limit).entries()].filter(([index]) => !done.has(index));
    const work = async (): Promise<void> => {
      for (let next = queue[0]; next && Date.now() < until; next = queue[0]) {
        queue.shift();
        const [index, file] = next;
        const scores: PictureScore[] = [];
        let why: string | undefined;
        try {
          const { output } = await hideFile(file.file, (ending) => join(folder, `${index}${ending}`), {
            ...options,
            pool,
          });
          for await (const score of scoreFile(file, output, plan)) scores.push(score);
          await rm(output);
        } catch (error) {
          // Counted and printed: a file that gave no output is in no share, and may not vanish from the table.
          why = error instanceof Error ? error.message : String(error);
          scores.length = 0;
        }
        await judged.add({ row, index, scores, why });
      }
    };
    await Promise.all(Array.from({ length: settings.jobs }, work));
    return queue.length === 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* scoreFile(
  file: LabelledPhoto | LabelledClip,
  output: string,
  { counted }: RecallPlan,
): AsyncGenerator<PictureScore> {
  if ('labels' in file) {
    yield scorePicture(await readPhoto(file.file), await readPhoto(output), file.labels, counted);
    return;
  }
  const hidden = readRgbFrames(output);
  let frame = 0;
  for (const input of readRgbFrames(file.file)) {
    const next = hidden.next();
    if (next.done) throw new RangeError(`Expected as many frames as in the input, received ${frame}.`);
    yield scorePicture(input, next.value, file.labelsAt(frame), counted);
    frame += 1;
  }
  if (!hidden.next().done) throw new RangeError(`Expected ${frame} frames, received more.`);
}

async function writeResults(settings: RecallSettings, rows: readonly RecallRow[]): Promise<void> {
  const { faceModels, sets, limit, verify, text, jobs, out } = settings;
  const [cpu] = cpus();
  const machine = { cpu: cpu?.model ?? 'unknown', cores: cpus().length, node: process.version };
  const results = { bench: 'recall', settings: { faceModels, sets, limit, verify, text, jobs }, machine, rows };
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, `${JSON.stringify(results, undefined, 2)}\n`);
}

function parseSettings(argv: readonly string[]): RecallSettings {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      data: { type: 'string' },
      'face-model': { type: 'string', default: 'both' },
      sets: { type: 'string', default: '' },
      limit: { type: 'string', default: 'Infinity' },
      'no-verify': { type: 'boolean', default: false },
      text: { type: 'string' },
      jobs: { type: 'string', default: '2' },
      minutes: { type: 'string', default: 'Infinity' },
      resume: { type: 'boolean', default: false },
      out: { type: 'string', default: join('results', 'recall.json') },
    },
  });
  const dataDir = values.data ?? process.env['PASSERBY_DATA_DIR'];
  if (dataDir === undefined)
    throw new TypeError('Expected the folder of the development sets: --data DIR or PASSERBY_DATA_DIR.');
  const faceModel = values['face-model'];
  if (faceModel !== 'both' && faceModel !== 'yunet' && faceModel !== 'retinaface') {
    throw new TypeError(`Expected yunet, retinaface or both for --face-model, received ${faceModel}.`);
  }
  const { text } = values;
  if (text !== undefined && text !== 'all' && text !== 'none') {
    throw new TypeError(`Expected all or none for --text, received ${text}.`);
  }
  return {
    dataDir,
    faceModels: faceModel === 'both' ? ['yunet', 'retinaface'] : [faceModel],
    sets: values.sets.split(',').filter((set) => set !== ''),
    limit: Number(values.limit),
    verify: !values['no-verify'],
    text,
    jobs: Number(values.jobs),
    minutes: Number(values.minutes),
    isResumed: values.resume,
    out: values.out,
  };
}
