import {
  createWorkerPool,
  defaultPoolSize,
  describeFailure,
  JobError,
  resolveVerifyOptions,
  verifyFile,
  type ResolvedVerifyOptions,
  type VerifiedFileResult,
  type VerifyFileOptions,
} from '@passerby/node';
import { exitDone, exitFailed } from './exit-codes.ts';
import { FileProgressSum } from './file-progress.ts';
import { JsonPrinter } from './json-printer.ts';
import { PeoplePrinter } from './people-printer.ts';
import { checkedOptions, helpOption, readArguments } from './read-arguments.ts';
import { readRegion } from './read-region.ts';
import type { RunListener, Streams } from './run-listener.ts';
import { runSideBySide } from './run-side-by-side.ts';
import { UsageError } from './usage-error.ts';
import { untilInterrupted } from './until-interrupted.ts';

const verifyFlags = {
  ...helpOption,
  against: { type: 'string' },
  plan: { type: 'string' },
  sheet: { type: 'string' },
  overwrite: { type: 'boolean' },
  text: { type: 'string' },
  audio: { type: 'string' },
  color: { type: 'string' },
  region: { type: 'string', multiple: true },
  'face-model': { type: 'string' },
  'models-dir': { type: 'string' },
  json: { type: 'boolean' },
  quiet: { type: 'boolean' },
} as const;

export const verifyHelp = `passerby verify <files…> [options]

Looks at finished files, ours or another tool's, for what must not be there any more: faces in every frame, text, pictures inside the file and
frames that players do not show, sound, and every byte that is not part of one picture or one video. Says where, how bad, and what to do.

      --against ORIGINAL       compare with the original: frames, times, pixels, and what is read as text (one file)
      --plan FILE              the plan that the file was hidden with: what it keeps on purpose is no leak (one file)
      --sheet FILE.png         write a contact sheet of the file's riskiest moments, to look at by eye (one file)
      --overwrite              replace a contact sheet that is there already
      --text all|plates|none   which text counts as a leak (default all)
      --audio drop|keep        keep: the sound was kept on purpose (default drop)
      --color #rrggbb          the colour of the fills, where no plan is given (default #808080, mid grey)
      --region x,y,w,h         a rectangle that was hidden throughout; repeatable
      --face-model auto|yunet|retinaface
      --models-dir DIR         look for models here first
      --json                   JSON lines on stdout
      --quiet                  nothing but errors

Exit codes: 0 no leak was found; 1 a leak was found or a file could not be checked; 2 wrong usage; 130 interrupted.
`;

/** `passerby verify`: gives the exit code. */
export async function verify(argv: readonly string[], streams: Streams): Promise<number> {
  const { values: flags, positionals: files } = readArguments(argv, verifyFlags);
  if (flags.help) {
    streams.stdout.write(verifyHelp);
    return exitDone;
  }
  const settings = checkedOptions(() =>
    resolveVerifyOptions({
      text: flags.text as ResolvedVerifyOptions['text'] | undefined,
      color: flags.color,
      audio: flags.audio as ResolvedVerifyOptions['audio'] | undefined,
      regions: flags.region?.map(readRegion),
      faceModel: flags['face-model'] as ResolvedVerifyOptions['faceModel'] | undefined,
      modelsDir: flags['models-dir'],
    }),
  );
  if (files.length === 0) throw new UsageError('Expected files to verify, received none.');
  for (const flag of ['against', 'plan', 'sheet'] as const) {
    if (flags[flag] !== undefined && files.length > 1) {
      throw new UsageError(`Expected one file to verify with --${flag}, received ${files.length}.`);
    }
  }
  if (flags.sheet !== undefined && !/\.png$/i.test(flags.sheet)) {
    throw new UsageError(`Expected a name that ends in .png for --sheet, received ${JSON.stringify(flags.sheet)}.`);
  }
  const listener: RunListener = flags.json
    ? new JsonPrinter(streams, 'verified')
    : new PeoplePrinter(streams, { isQuiet: flags.quiet === true, fileCount: files.length, doneWord: 'verified' });
  try {
    const options: VerifyFileOptions = {
      ...settings,
      against: flags.against,
      planFile: flags.plan,
      sheet: flags.sheet,
      overwrite: flags.overwrite,
    };
    const failed = await verifyAll(files, options, listener);
    listener.finished({ done: files.length - failed, failed, skipped: 0 });
    return failed === 0 ? exitDone : exitFailed;
  } finally {
    listener.close();
  }
}

async function verifyAll(files: readonly string[], options: VerifyFileOptions, listener: RunListener): Promise<number> {
  await using pool = createWorkerPool({ size: Math.min(defaultPoolSize(), files.length) });
  const passed = await untilInterrupted((signal) =>
    runSideBySide(files, pool.size, async (file) => {
      signal.throwIfAborted();
      listener.started(file);
      const progress = new FileProgressSum(['verify']);
      const result = await verified(file, {
        ...options,
        pool,
        signal,
        onProgress: (report) => listener.progress(file, progress.add(report)),
      });
      if (result instanceof JobError) {
        listener.failed(file, result);
        return false;
      }
      listener.verified(file, result);
      return result.findings.every((finding) => finding.severity !== 'leak');
    }),
  );
  return passed.filter((hasPassed) => !hasPassed).length;
}

async function verified(file: string, options: VerifyFileOptions): Promise<VerifiedFileResult | JobError> {
  try {
    return await verifyFile(file, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    return describeFailure(error);
  }
}
