import { mkdir } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import {
  createWorkerPool,
  defaultPoolSize,
  describeFailure,
  hideFile,
  JobError,
  reportRun,
  resolveHideOptions,
  type FileOutcome,
  type JobProgress,
  type ResolvedHideOptions,
  type WorkerPool,
} from '@passerby/node';
import { exitDone, exitFailed } from './exit-codes.ts';
import { FileProgressSum } from './file-progress.ts';
import { JsonPrinter } from './json-printer.ts';
import { listInputs } from './list-inputs.ts';
import { PeoplePrinter } from './people-printer.ts';
import { planOutputs, type PlannedFile } from './plan-outputs.ts';
import { checkedOptions, helpOption, readArguments, type Arguments } from './read-arguments.ts';
import { prepareReport, writeReport } from './write-report.ts';
import { readRegion } from './read-region.ts';
import { runSideBySide } from './run-side-by-side.ts';
import type { RunListener, Streams } from './run-listener.ts';
import { UsageError } from './usage-error.ts';
import { untilInterrupted } from './until-interrupted.ts';

const hideFlags = {
  ...helpOption,
  output: { type: 'string', short: 'o' },
  preset: { type: 'string' },
  text: { type: 'string' },
  effect: { type: 'string' },
  color: { type: 'string' },
  audio: { type: 'string' },
  quality: { type: 'string' },
  region: { type: 'string', multiple: true },
  plan: { type: 'string' },
  'from-plan': { type: 'string' },
  report: { type: 'string' },
  'report-internal': { type: 'string' },
  'neutral-names': { type: 'boolean' },
  'face-model': { type: 'string' },
  'models-dir': { type: 'string' },
  'no-verify': { type: 'boolean' },
  strict: { type: 'boolean' },
  overwrite: { type: 'boolean' },
  json: { type: 'boolean' },
  quiet: { type: 'boolean' },
  jobs: { type: 'string' },
} as const;

type HideFlags = Arguments<typeof hideFlags>['values'];

export const hideHelp = `passerby hide <files or folders…> [options]

Hides everyone in photos and videos. Every file becomes NAME.hidden.EXT beside it; the original stays as it is.

  -o, --output FILE|FOLDER     where outputs go; a file only for one input, with an ending like .jpg
      --preset face|head       how much of a person is hidden (default head)
      --text all|plates|none   which text is hidden (default all)
      --effect solid|mosaic|blur
                               what is put over people (default solid; mosaic is cosmetic, blur is weak)
      --color #rrggbb          colour of solid (default #808080)
      --audio drop|keep        sound of videos (default drop; keep: voices remain)
      --quality small|default|fast
                               encoder of videos: AV1, H.264, quicker H.264
      --region x,y,w,h         hide this rectangle throughout: whole numbers are pixels, numbers with a point are fractions; repeatable
      --plan FILE              also write what is hidden, where and when; a folder for several inputs
      --from-plan FILE         obey such a plan in place of looking
      --report FILE            write what was done, fit to be published
      --report-internal FILE   the same with names, times and hashes of the inputs
      --neutral-names          output names that say nothing
      --face-model auto|yunet|retinaface
      --models-dir DIR         look for models here first
      --no-verify              do not look at the outputs again
      --strict                 look at every frame, at the largest sizes, with every face model that is installed: slow
      --overwrite              replace outputs that are there already
      --json                   JSON lines on stdout
      --quiet                  nothing but errors
      --jobs N                 files at the same time (default: cores, as memory allows)

Exit codes: 0 every file hidden and verified; 1 something failed or a leak was found, and nothing of that output is left; 2 wrong usage; 130 interrupted.
`;

/** `passerby hide`: gives the exit code. */
export async function hide(argv: readonly string[], streams: Streams): Promise<number> {
  const { values: flags, positionals } = readArguments(argv, hideFlags);
  if (flags.help) {
    streams.stdout.write(hideHelp);
    return exitDone;
  }
  const settings = readSettings(flags);
  const jobs = readJobs(flags.jobs);
  if (positionals.length === 0) throw new UsageError('Expected files or folders to hide, received none.');
  for (const report of [flags.report, flags['report-internal']]) {
    if (report !== undefined) await prepareReport(report, flags.overwrite === true);
  }

  const inputs = await listInputs(positionals);
  const isSingle = inputs.files.length === 1 && positionals.length === 1 && !inputs.hasFolder;
  const files = await planOutputs(inputs.files, isSingle, {
    output: flags.output,
    neutralNames: flags['neutral-names'],
    plan: flags.plan,
    fromPlan: flags['from-plan'],
  });

  const listener = createListener(flags, streams, files.length);
  try {
    for (const { path, reason } of inputs.skipped) listener.skipped(path, reason);
    const outcomes: FileOutcome[] = inputs.unreadable.map(({ path, error }) => {
      listener.failed(path, error);
      const now = new Date();
      return { input: path, startedAt: now, finishedAt: now, result: error };
    });
    if (files.length > 0) {
      await using pool = createWorkerPool({ size: Math.min(jobs, files.length) });
      outcomes.push(...(await hideAll(files, { pool, settings, overwrite: flags.overwrite === true, listener })));
    } else if (outcomes.length === 0) {
      listener.warned('No photo or video was found.');
    }
    const run = { settings, outcomes, skippedCount: inputs.skipped.length };
    await writeReport(flags.report, reportRun(run, 'public'), flags.overwrite === true);
    await writeReport(flags['report-internal'], reportRun(run, 'internal'), flags.overwrite === true);
    const failed = outcomes.filter((outcome) => outcome.result instanceof JobError).length;
    listener.finished({ done: outcomes.length - failed, failed, skipped: inputs.skipped.length });
    return failed === 0 ? exitDone : exitFailed;
  } finally {
    listener.close();
  }
}

interface Run {
  readonly pool: WorkerPool;
  readonly settings: ResolvedHideOptions;
  readonly overwrite: boolean;
  readonly listener: RunListener;
}

function hideAll(files: readonly PlannedFile[], run: Run): Promise<FileOutcome[]> {
  return untilInterrupted((signal) => runSideBySide(files, run.pool.size, (file) => hideOne(file, run, signal)));
}

/** A file that fails is an outcome; only an interruption, or a bug in the telling, ends the others too. */
async function hideOne(file: PlannedFile, run: Run, signal: AbortSignal): Promise<FileOutcome> {
  signal.throwIfAborted();
  const { path } = file.input;
  const startedAt = new Date();
  run.listener.started(path);
  const result = await hidden(file, run, signal);
  if (result instanceof JobError) run.listener.failed(path, result);
  else run.listener.hidden(path, file.output(extname(result.output)), result);
  return { input: path, startedAt, finishedAt: new Date(), result };
}

async function hidden(file: PlannedFile, run: Run, signal: AbortSignal): Promise<FileOutcome['result']> {
  const { path } = file.input;
  const { pool, settings, overwrite, listener } = run;
  const progress = new FileProgressSum(stepsOf(file, settings));
  try {
    await mkdir(file.folder, { recursive: true });
    if (file.planFile !== undefined) await mkdir(dirname(file.planFile), { recursive: true });
    return await hideFile(path, file.output, {
      ...settings,
      overwrite,
      planFile: file.planFile,
      fromPlanFile: file.fromPlanFile,
      pool,
      signal,
      onProgress: (report) => listener.progress(path, progress.add(report)),
    });
  } catch (error) {
    signal.throwIfAborted();
    return describeFailure(error);
  }
}

function stepsOf(file: PlannedFile, { verify }: ResolvedHideOptions): readonly JobProgress['step'][] {
  const look = file.fromPlanFile === undefined ? (['look'] as const) : [];
  return [...look, 'hide', ...(verify ? (['verify'] as const) : [])];
}

function readSettings(flags: HideFlags): ResolvedHideOptions {
  return checkedOptions(() =>
    resolveHideOptions({
      preset: flags.preset as ResolvedHideOptions['preset'] | undefined,
      text: flags.text as ResolvedHideOptions['text'] | undefined,
      effect: flags.effect as ResolvedHideOptions['effect'] | undefined,
      color: flags.color,
      audio: flags.audio as ResolvedHideOptions['audio'] | undefined,
      quality: flags.quality as ResolvedHideOptions['quality'] | undefined,
      regions: flags.region?.map(readRegion),
      faceModel: flags['face-model'] as ResolvedHideOptions['faceModel'] | undefined,
      modelsDir: flags['models-dir'],
      verify: !flags['no-verify'],
      strict: flags.strict === true,
    }),
  );
}

function readJobs(text: string | undefined): number {
  if (text === undefined) return defaultPoolSize();
  const jobs = Number(text);
  if (/^\d+$/.test(text) && jobs >= 1 && jobs <= 256) return jobs;
  throw new UsageError(`Expected a whole number from 1 to 256 for --jobs, received ${JSON.stringify(text)}.`);
}

function createListener(flags: HideFlags, streams: Streams, fileCount: number): RunListener {
  if (flags.json) return new JsonPrinter(streams, 'hidden');
  return new PeoplePrinter(streams, { isQuiet: flags.quiet === true, fileCount, doneWord: 'hidden' });
}
