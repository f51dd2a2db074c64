import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { createWorkerPool, type WorkerPool } from '@passerby/node';
import { SessionStore } from '@passerby/node/internal';
import { readClipSet, type LabelledClip } from '../recall/labels.ts';
import { defaultCacheDir, drawClips, type DrawnClip } from './draw-clips.ts';
import { exposureTable, type ExposureRow } from './exposure-table.ts';
import { findOutput, hideByCommand, hideByPlan, hideWithPasserby, type HideClip } from './hide-clip.ts';
import { listClips } from './list-clips.ts';
import { planEveryFrame } from './plan-every-frame.ts';
import { scoreClip, type ClipScore } from './score-clip.ts';
import { scorePlan } from './score-plan.ts';
import { scoreRealClip, type RealSummary } from './score-real-clip.ts';
import { summarizeRow } from './summarize-row.ts';

const rowNames = ['yunet', 'retinaface', 'every frame, no tracking'] as const;
/** What is looked for besides faces. */
type Text = 'all' | 'plates' | 'none';

const realSets = ['video-dragonbaby-face', 'video-panclips', 'video-intel-gif'];

interface Settings {
  readonly share: number;
  readonly rows: readonly string[];
  readonly dataDir: string | undefined;
  readonly cacheDir: string;
  readonly jobs: number;
  readonly out: string;
  readonly isResumed: boolean;
  readonly minutes: number;
  readonly verify: boolean;
  /** Plans alone are scored: nothing is encoded, nothing checked. */
  readonly planLevel: boolean;
  readonly text: Text;
}

/** What came of one clip in one row. */
type Outcome = { readonly row: string } & (
  | { readonly score: ClipScore }
  | { readonly real: RealSummary }
  | { readonly clip: string; readonly why: string }
);

/**
 * Who is exposed, in how many frames, after hiding: drawn clips, whose truth is exact, and the labelled real ones, measured from pixels.
 * Prints the tables and writes them and every clip's scores as JSON. Scores other tools, too.
 */
export async function runExposure(argv: readonly string[]): Promise<void> {
  const { settings, others } = parseSettings(argv);
  const log = `${settings.out}.part.jsonl`;
  const outcomes: Outcome[] = settings.isResumed ? await readOutcomes(log) : [];
  if (!settings.isResumed) await rm(log, { force: true });
  await mkdir(dirname(settings.out), { recursive: true });
  const clips = await drawClips(listClips(settings.share), settings.cacheDir, settings.jobs, (done) =>
    process.stderr.write(`${done} clips drawn\n`),
  );
  const folder = await mkdtemp(join(tmpdir(), 'passerby-exposure-'));
  try {
    await using pool = createWorkerPool({ size: settings.jobs });
    await using sessions = new SessionStore();
    const rows = settings.planLevel ? [] : await openRows(settings, others, pool);
    const drawnRows = settings.planLevel ? openPlanRows(settings, sessions) : scoreOutputs(rows, folder);
    const work = [
      ...listRealWork(rows, await readReal(settings.dataDir), folder),
      ...listDrawnWork(drawnRows, clips, folder),
    ];
    const isDone = await workThrough(work, outcomes, settings, log);
    if (!isDone) {
      process.stderr.write(`Stopped after ${settings.minutes} minutes; go on with --resume.\n`);
      return;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await report(outcomes, settings);
  await rm(log, { force: true });
}

interface Row {
  readonly name: string;
  readonly hide: HideClip;
}

/** How one row scores a drawn clip; outputs go beside `target`. */
interface DrawnRow {
  readonly name: string;
  readonly score: (clip: DrawnClip, target: string) => Promise<ClipScore>;
}

/** Rows that are hidden in full, and measured from the pixels of the output. */
function scoreOutputs(rows: readonly Row[], folder: string): readonly DrawnRow[] {
  return rows.map(({ name, hide }) => ({
    name,
    score: async (clip, target) => {
      const { output, verdict } = await hide(clip.file, target);
      const score = await scoreClip(clip, output, verdict);
      await dropOutput(output, folder);
      return score;
    },
  }));
}

async function openRows(settings: Settings, others: readonly Row[], pool: WorkerPool): Promise<readonly Row[]> {
  if (others.length > 0) return others;
  const rows: Row[] = [];
  for (const name of settings.rows) {
    if (name === 'yunet' || name === 'retinaface') {
      const { verify, text } = settings;
      rows.push({ name, hide: hideWithPasserby(pool, { faceModel: name, verify, text }) });
    } else rows.push({ name, hide: hideByPlan(pool, await planEveryFrame()) });
  }
  return rows;
}

/** Rows that are never encoded; the table says so. */
function openPlanRows({ rows, text }: Settings, sessions: SessionStore): readonly DrawnRow[] {
  return rows.flatMap((faceModel) => {
    if (faceModel !== 'yunet' && faceModel !== 'retinaface') return [];
    const score = (clip: DrawnClip): Promise<ClipScore> => scorePlan(clip, { faceModel, text }, sessions);
    return [{ name: `${faceModel}, text ${text}, plan only`, score }];
  });
}

interface Work {
  readonly row: string;
  readonly clip: string;
  readonly do: () => Promise<Outcome>;
}

/** Clip by clip, all rows of it, so that a run that is stopped early has the same clips in every row. */
function listDrawnWork(rows: readonly DrawnRow[], drawn: readonly DrawnClip[], folder: string): readonly Work[] {
  const order = drawn.toSorted((a, b) => a.name.slice(-2).localeCompare(b.name.slice(-2)));
  return order.flatMap((clip) =>
    rows.map(({ name: row, score }, at): Work => {
      const target = join(folder, `${clip.name}-${at}`);
      return { row, clip: clip.name, do: async () => ({ row, score: await score(clip, target) }) };
    }),
  );
}

function listRealWork(rows: readonly Row[], real: readonly LabelledClip[], folder: string): readonly Work[] {
  return real.flatMap((clip, number) =>
    rows.map(({ name: row, hide }, at): Work => {
      const run = async (): Promise<Outcome> => {
        const { output, verdict } = await hide(clip.file, join(folder, `real-${number}-${at}`));
        const summary = scoreRealClip(clip, output, row, verdict === 'refused');
        await dropOutput(output, folder);
        return { row, real: summary };
      };
      return { row, clip: clip.file, do: run };
    }),
  );
}

/** Outputs of other tools stay where they are. */
async function dropOutput(output: string, folder: string): Promise<void> {
  if (dirname(output) === folder) await rm(output, { force: true });
}

async function workThrough(
  work: readonly Work[],
  outcomes: Outcome[],
  { jobs, minutes }: Settings,
  log: string,
): Promise<boolean> {
  const done = new Set(outcomes.map((outcome) => `${outcome.row} ${clipOf(outcome)}`));
  const queue = work.filter(({ row, clip }) => !done.has(`${row} ${shortName(clip)}`));
  const until = Date.now() + minutes * 60_000;
  const next = async (): Promise<void> => {
    for (let item = queue.shift(); item; item = queue.shift()) {
      if (Date.now() > until) {
        queue.unshift(item);
        return;
      }
      const outcome = await tryWork(item);
      outcomes.push(outcome);
      await appendFile(log, `${JSON.stringify(outcome)}\n`);
      process.stderr.write(
        `${item.row}, ${item.clip}, ${queue.length} left${'why' in outcome ? `: ${outcome.why}` : ''}\n`,
      );
    }
  };
  await Promise.all(Array.from({ length: jobs }, next));
  return queue.length === 0;
}

/** What fails is counted and printed: a clip without output is in no share, and may not vanish from the table. */
async function tryWork({ row, clip, do: run }: Work): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    return { row, clip: shortName(clip), why: error instanceof Error ? error.message : String(error) };
  }
}

function clipOf(outcome: Outcome): string {
  if ('score' in outcome) return outcome.score.clip;
  return 'real' in outcome ? outcome.real.set : outcome.clip;
}

function shortName(path: string): string {
  return path.replace(/^.*[/\\]/, '');
}

async function readOutcomes(log: string): Promise<Outcome[]> {
  const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Outcome);
}

async function readReal(dataDir: string | undefined): Promise<readonly LabelledClip[]> {
  if (dataDir === undefined) return [];
  const sets = await Promise.all(realSets.map((set) => readClipSet(dataDir, set)));
  return sets.flat();
}

async function report(outcomes: readonly Outcome[], settings: Settings): Promise<void> {
  const names = [...new Set(outcomes.map(({ row }) => row))];
  const rows = names.map((name): ExposureRow => {
    const own = outcomes.filter(({ row }) => row === name);
    return {
      name,
      summary: summarizeRow(own.flatMap((outcome) => ('score' in outcome ? [outcome.score] : []))),
      failed: own.flatMap((outcome) => ('why' in outcome ? [{ clip: outcome.clip, why: outcome.why }] : [])),
    };
  });
  const real = outcomes.flatMap((outcome) => ('real' in outcome ? [outcome.real] : []));
  const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD']);
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
  const { share, rows: asked, jobs, verify, planLevel, text } = settings;
  const results = {
    bench: 'exposure',
    commit: stdout.trim(),
    settings: { share, rows: asked, jobs, verify, planLevel, text },
    machine,
    rows,
    real,
    exposed: listExposed(outcomes),
  };
  await writeFile(settings.out, `${JSON.stringify(results, undefined, 2)}\n`);
  process.stdout.write(`${exposureTable(rows, real)}\n`);
}

/** Every exposed person: failures are published, not only counted. */
function listExposed(outcomes: readonly Outcome[]): readonly object[] {
  return outcomes.flatMap((outcome) => {
    if (!('score' in outcome)) return [];
    const { clip, verdict, exposure } = outcome.score;
    return exposure.people
      .filter(({ exposedFrames }) => exposedFrames.length > 0)
      .map(({ track, frames, exposedFrames, longestRun, widest }) => ({
        row: outcome.row,
        clip,
        verdict,
        track,
        frames,
        exposed: exposedFrames.length,
        firstExposed: exposedFrames[0],
        longestRun,
        widest: Math.round(widest),
      }));
  });
}

function parseSettings(argv: readonly string[]): { settings: Settings; others: readonly Row[] } {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      share: { type: 'string', default: '1' },
      rows: { type: 'string', default: rowNames.join(';') },
      data: { type: 'string' },
      cache: { type: 'string' },
      jobs: { type: 'string', default: '2' },
      out: { type: 'string', default: join('results', 'exposure.json') },
      resume: { type: 'boolean', default: false },
      minutes: { type: 'string', default: 'Infinity' },
      'no-verify': { type: 'boolean', default: false },
      'plan-level': { type: 'boolean', default: false },
      text: { type: 'string', default: 'all' },
      outputs: { type: 'string' },
      command: { type: 'string' },
      name: { type: 'string', default: 'other tool' },
    },
  });
  const { outputs, command, name } = values;
  const others: Row[] = [];
  if (outputs !== undefined) others.push({ name, hide: findOutput(outputs) });
  if (command !== undefined) others.push({ name, hide: hideByCommand(command) });
  const rows = values.rows.split(';').filter((row) => row !== '');
  const unknown = rows.find((row) => !(rowNames as readonly string[]).includes(row));
  if (unknown !== undefined) throw new TypeError(`Expected ${rowNames.join(', ')} for --rows, received ${unknown}.`);
  const { text } = values;
  if (text !== 'all' && text !== 'plates' && text !== 'none') {
    throw new TypeError(`Expected all, plates or none for --text, received ${text}.`);
  }
  const settings: Settings = {
    share: Number(values.share),
    rows,
    dataDir: values.data ?? process.env['PASSERBY_DATA_DIR'],
    cacheDir: values.cache ?? defaultCacheDir(),
    jobs: Number(values.jobs),
    out: values.out,
    isResumed: values.resume,
    minutes: Number(values.minutes),
    verify: !values['no-verify'],
    planLevel: values['plan-level'],
    text,
  };
  return { settings, others };
}
