import { realpath, rm, stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { OptionsError, parseOptions } from '@passerby/engine';
import { z } from 'zod';
import { hashFile } from './hash-file.ts';
import { callOptionsShape, type CallOptions } from './job/call-options.ts';
import { describeFailure } from './job/describe-failure.ts';
import { readPlanFile } from './job/read-plan-file.ts';
import { JobError } from './job/job-error.ts';
import { hideOptionsSchema, type HideOptions, type ResolvedHideOptions } from './job/job-options.ts';
import type { HideJobResult } from './job/job-types.ts';
import { createWorkerPool, type WorkerPool } from './job/worker-pool.ts';
import { predictMedia } from './output/predict-media.ts';
import { realPathIfThere } from './output/real-path-if-there.ts';
import { TemporaryOutput } from './output/temporary-output.ts';
import { writePrivateFile } from './output/write-private-file.ts';

/** Options of {@link hideFile}. */
export interface HideFileOptions extends HideOptions, CallOptions {
  /** Replace an output that is there already. Default false. The input itself is never replaced. */
  readonly overwrite?: boolean | undefined;
  /** Write the plan (what is hidden, where and when) to this file, mode 0600. Default: it is kept nowhere. */
  readonly planFile?: string | undefined;
  /** Obey this plan in place of looking. It must have been made for the same file. */
  readonly fromPlanFile?: string | undefined;
}

/** What {@link hideFile} did. */
export interface HiddenFileResult extends Omit<HideJobResult, 'kind' | 'plan' | 'extension'> {
  /** Absolute path of the output. */
  readonly output: string;
  readonly outputSha256: string;
}

const hideFileOptionsSchema = hideOptionsSchema.extend({
  overwrite: z.boolean().default(false),
  planFile: z.string().min(1).optional(),
  fromPlanFile: z.string().min(1).optional(),
  ...callOptionsShape,
});

/**
 * Hides everyone in one photo or video: looks, hides, verifies, and only then gives the output its name.
 * `output` is a path, or a function that gets the ending that fits (`.jpg`, `.mp4`…) and gives a path, always in the same folder, which must exist.
 * The input is only read. On any error nothing of the output is left.
 * @throws OptionsError for options out of range; JobError for everything that stops the file; `signal.reason` when aborted.
 * @example
 * await hideFile('street.jpg', 'street.hidden.jpg', { text: 'plates' });
 */
export async function hideFile(
  input: string,
  output: string | ((extension: string) => string),
  options: HideFileOptions = {},
): Promise<HiddenFileResult> {
  const { overwrite, planFile, fromPlanFile, pool, onProgress, signal, ...job } = parseOptions(
    hideFileOptionsSchema,
    options,
    'hide options',
  );
  signal?.throwIfAborted();
  if (pool) return hide(pool);
  await using ownPool = createWorkerPool({ size: 1 });
  return await hide(ownPool);

  async function hide(workers: WorkerPool): Promise<HiddenFileResult> {
    try {
      return await hideWith(workers, resolve(input), output, job, {
        overwrite,
        planFile,
        fromPlanFile,
        onProgress,
        signal,
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof OptionsError ? error : describeFailure(error);
    }
  }
}

type Target = string | ((extension: string) => string);
type Around = Pick<HideFileOptions, 'overwrite' | 'planFile' | 'fromPlanFile' | 'onProgress' | 'signal'>;

async function hideWith(
  pool: WorkerPool,
  input: string,
  target: Target,
  options: ResolvedHideOptions,
  { overwrite, planFile, fromPlanFile, onProgress, signal }: Around,
): Promise<HiddenFileResult> {
  await requirePlainFile(input);
  const { extensions } = await predictMedia(input);
  const folder = dirname(chooseOutput(target, extensions[0]));
  if (typeof target === 'string') {
    requireFittingEnding(target, extensions);
    await requireFreeOutput(resolve(target), input, overwrite);
  }
  if (planFile !== undefined) await requireFreePlan(resolve(planFile), overwrite);
  const fromPlan = fromPlanFile === undefined ? undefined : await readPlanFile(fromPlanFile);

  await using temporary = await TemporaryOutput.create(folder);
  const {
    kind: _,
    plan,
    extension,
    ...result
  } = await pool.run(
    {
      kind: 'hide',
      input,
      temporaryOutput: temporary.path,
      options,
      fromPlan,
      wantsPlan: planFile !== undefined,
      threads: pool.threadsPerJob,
    },
    { onProgress, signal },
  );
  refuseLeaks(result);
  const output = chooseOutput(target, extension);
  requireFittingEnding(output, [extension]);
  await requireFreeOutput(output, input, overwrite);
  const outputSha256 = await hashFile(temporary.path, signal);
  signal?.throwIfAborted();
  if (planFile !== undefined) await writePlan(planFile, plan, overwrite);
  try {
    await temporary.release(output, { overwrite });
  } catch (error) {
    if (planFile !== undefined) await rm(planFile, { force: true });
    throw error;
  }
  return { ...result, output, outputSha256 };
}

function chooseOutput(target: Target, extension: string): string {
  return resolve(typeof target === 'string' ? target : target(extension));
}

async function requirePlainFile(input: string): Promise<void> {
  const found = await stat(input);
  if (found.isDirectory()) throw new JobError('file-system', 'A file was expected, but it is a folder.');
  if (!found.isFile()) throw new JobError('file-system', 'A file was expected, but it is a device or a pipe.');
}

/** Said before hours of work, and again just before the release, which itself cannot replace anything unasked. */
async function requireFreeOutput(output: string, input: string, overwrite: boolean | undefined): Promise<void> {
  const there = await realPathIfThere(output);
  if (there === undefined) return;
  if (there === (await realpath(input))) throw new JobError('file-system', 'The output would replace its own input.');
  if (!overwrite) {
    throw new JobError('file-system', 'The output exists already; it is replaced only if that is asked for.');
  }
}

async function requireFreePlan(planFile: string, overwrite: boolean | undefined): Promise<void> {
  if (!overwrite && (await realPathIfThere(planFile)) !== undefined) {
    throw new JobError('file-system', 'The plan file exists already; it is replaced only if that is asked for.');
  }
}

function requireFittingEnding(output: string, extensions: readonly string[]): void {
  const ending = extname(output).toLowerCase();
  if (extensions.includes(ending === '.jpeg' ? '.jpg' : ending)) return;
  const expected = extensions.join(' or ');
  throw new OptionsError(
    `Expected an output that ends in ${expected} for this input, received ${ending || 'no ending'}.`,
  );
}

function refuseLeaks(result: Pick<HideJobResult, 'findings'>): void {
  const leaks = result.findings.filter((finding) => finding.severity === 'leak');
  const [first] = leaks;
  if (!first) return;
  const others = leaks.length > 1 ? ' That is not all that was found.' : '';
  throw new JobError('leak', `The output was discarded, because its check failed: ${first.text}${others}`, {
    findings: result.findings,
  });
}

async function writePlan(planFile: string, plan: string | undefined, overwrite: boolean | undefined): Promise<void> {
  if (plan === undefined) throw new JobError('unexpected', 'The worker gave no plan: this is a bug in Passerby.');
  await writePrivateFile(resolve(planFile), plan, { overwrite });
}
