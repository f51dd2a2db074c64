import { realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { OptionsError, parseOptions } from '@passerby/engine';
import { z } from 'zod';
import { callOptionsShape, type CallOptions } from './job/call-options.ts';
import { describeFailure } from './job/describe-failure.ts';
import { JobError } from './job/job-error.ts';
import { verifyOptionsSchema, type ResolvedVerifyOptions, type VerifyOptions } from './job/job-options.ts';
import type { VerifyJobResult } from './job/job-types.ts';
import { readPlanFile } from './job/read-plan-file.ts';
import { createWorkerPool, type WorkerPool } from './job/worker-pool.ts';
import { realPathIfThere } from './output/real-path-if-there.ts';
import { TemporaryOutput } from './output/temporary-output.ts';

/** Options of {@link verifyFile}. */
export interface VerifyFileOptions extends VerifyOptions, CallOptions {
  /** The original, to compare with. */
  readonly against?: string | undefined;
  /** The plan that the file was hidden with: what it keeps on purpose is no leak. */
  readonly planFile?: string | undefined;
  /**
   * Write a contact sheet of the file to this path, as PNG, mode 0600: its own frames at the riskiest moments (what was found, starts and ends of
   * tracks, cuts, low scores, borders), with time codes. The folder must exist.
   */
  readonly sheet?: string | undefined;
  /** Replace a contact sheet that is there already. Default false. */
  readonly overwrite?: boolean | undefined;
}

/** What {@link verifyFile} found. The file passes when no finding is a `leak`. */
export type VerifiedFileResult = Omit<VerifyJobResult, 'kind'>;

const verifyFileOptionsSchema = verifyOptionsSchema.extend({
  against: z.string().min(1).optional(),
  planFile: z.string().min(1).optional(),
  sheet: z
    .string()
    .regex(/\.png$/i, 'a path that ends in .png')
    .optional(),
  overwrite: z.boolean().default(false),
  ...callOptionsShape,
});

/**
 * Looks at a finished file, ours or another tool's, for what must not be there any more.
 * @throws OptionsError for options out of range; JobError where the file could not be checked; `signal.reason` when aborted.
 */
export async function verifyFile(file: string, options: VerifyFileOptions = {}): Promise<VerifiedFileResult> {
  const { against, planFile, sheet, overwrite, pool, onProgress, signal, ...job } = parseOptions(
    verifyFileOptionsSchema,
    options,
    'verify options',
  );
  signal?.throwIfAborted();
  if (pool) return verify(pool);
  await using ownPool = createWorkerPool({ size: 1 });
  return await verify(ownPool);

  async function verify(workers: WorkerPool): Promise<VerifiedFileResult> {
    try {
      return await verifyWith(workers, resolve(file), job, {
        against,
        planFile,
        sheet,
        overwrite,
        onProgress,
        signal,
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof OptionsError ? error : describeFailure(error);
    }
  }
}

type Around = Pick<VerifyFileOptions, 'against' | 'planFile' | 'sheet' | 'overwrite' | 'onProgress' | 'signal'>;

async function verifyWith(
  pool: WorkerPool,
  input: string,
  options: ResolvedVerifyOptions,
  { against, planFile, sheet, overwrite, onProgress, signal }: Around,
): Promise<VerifiedFileResult> {
  for (const path of against === undefined ? [input] : [input, resolve(against)]) {
    if (!(await stat(path)).isFile())
      throw new JobError('file-system', 'A file was expected, but it is something else.');
  }
  if (sheet !== undefined) await requireFreeSheet(resolve(sheet), [input, against], overwrite);
  const plan = planFile === undefined ? undefined : await readPlanFile(planFile);
  await using temporary = sheet === undefined ? undefined : await TemporaryOutput.create(dirname(resolve(sheet)));
  const { kind: _, ...result } = await pool.run(
    {
      kind: 'verify',
      input,
      against: against === undefined ? undefined : resolve(against),
      options,
      plan,
      sheet: temporary?.path,
      threads: pool.threadsPerJob,
    },
    { onProgress, signal },
  );
  if (sheet !== undefined) await temporary?.release(resolve(sheet), { overwrite });
  return result;
}

/** Said before the work, and again by the release itself. The files that are looked at are never replaced. */
async function requireFreeSheet(
  sheet: string,
  lookedAt: readonly (string | undefined)[],
  overwrite: boolean | undefined,
): Promise<void> {
  const there = await realPathIfThere(sheet);
  if (there === undefined) return;
  for (const file of lookedAt) {
    if (file !== undefined && (await realpath(file)) === there) {
      throw new JobError('file-system', 'The contact sheet would replace a file that is looked at.');
    }
  }
  if (!overwrite) {
    throw new JobError('file-system', 'The contact sheet exists already; it is replaced only if that is asked for.');
  }
}
