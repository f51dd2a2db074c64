import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWorkerPool, hideFile, type HideOptions, type WorkerPool } from '@passerby/node';
import { readRgbFrames } from '@passerby/street';
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
  readonly jobs: number;
  readonly out: string;
}

/**
 * Hides every photo and clip of the development sets as the library does by default and scores the outputs from pixels alone.
 * Prints a table and writes the same as JSON.
 */
export async function runRecall(argv: readonly string[]): Promise<void> {
  const settings = parseSettings(argv);
  const rows: RecallRow[] = [];
  await using pool = createWorkerPool({ size: settings.jobs });
  for (const faceModel of settings.faceModels) {
    for (const plan of recallPlans) {
      if (settings.sets.length > 0 && !settings.sets.includes(plan.set)) continue;
      const row = await runRow(plan, faceModel, settings, pool);
      rows.push(row);
      process.stderr.write(`${recallTable([row]).split('\n').at(-1)}\n`);
    }
  }
  await writeResults(settings, rows);
  process.stdout.write(`${recallTable(rows)}\n`);
}

async function runRow(
  plan: RecallPlan,
  faceModel: 'yunet' | 'retinaface',
  settings: RecallSettings,
  pool: WorkerPool,
): Promise<RecallRow> {
  const folder = await mkdtemp(join(tmpdir(), 'passerby-recall-'));
  const options: HideOptions = { text: plan.text, faceModel, verify: settings.verify };
  const scores: PictureScore[] = [];
  const failed: { index: number; why: string }[] = [];
  try {
    const files: readonly (LabelledPhoto | LabelledClip)[] =
      plan.kind === 'photos'
        ? await readPhotoSet(settings.dataDir, plan.set)
        : await readClipSet(settings.dataDir, plan.set);
    const queue = [...files.slice(0, settings.limit).entries()];
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [index, file] = next;
        try {
          const { output } = await hideFile(file.file, (ending) => join(folder, `${index}${ending}`), {
            ...options,
            pool,
          });
          for await (const score of scoreFile(file, output, plan)) scores.push(score);
          await rm(output);
        } catch (error) {
          // Counted and printed: a file that gave no output is in no share, and may not vanish from the table.
          failed.push({ index, why: error instanceof Error ? error.message : String(error) });
        }
      }
    };
    await Promise.all(Array.from({ length: settings.jobs }, work));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { set: plan.set, faceModel, text: plan.text, summary: summarize(scores), failed };
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
  const { faceModels, sets, limit, verify, jobs, out } = settings;
  const [cpu] = cpus();
  const machine = { cpu: cpu?.model ?? 'unknown', cores: cpus().length, node: process.version };
  const results = { bench: 'recall', settings: { faceModels, sets, limit, verify, jobs }, machine, rows };
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
      jobs: { type: 'string', default: '2' },
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
  return {
    dataDir,
    faceModels: faceModel === 'both' ? ['yunet', 'retinaface'] : [faceModel],
    sets: values.sets.split(',').filter((set) => set !== ''),
    limit: Number(values.limit),
    verify: !values['no-verify'],
    jobs: Number(values.jobs),
    out: values.out,
  };
}
