import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OptionsError, parseOptions } from '@passerby/engine';
import { z } from 'zod';
import { describeFailure } from './job/describe-failure.ts';
import { JobError } from './job/job-error.ts';
import { verifyOptionsSchema, type ResolvedVerifyOptions, type VerifyOptions } from './job/job-options.ts';
import type { JobProgress, VerifyJobResult } from './job/job-types.ts';
import { readPlanFile } from './job/read-plan-file.ts';
import { createWorkerPool, WorkerPool } from './job/worker-pool.ts';

/** Options of {@link verifyFile}. */
export interface VerifyFileOptions extends VerifyOptions {
  /** The original, to compare with. */
  readonly against?: string | undefined;
  /** The plan that the file was hidden with: what it keeps on purpose is no leak. */
  readonly planFile?: string | undefined;
  /** Worker processes to use and to leave running. Default: one of its own for this file. */
  readonly pool?: WorkerPool | undefined;
  /** Called as work advances, about ten times a second. */
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
  /** Ends the work at once. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link verifyFile} found. The file passes when no finding is a `leak`. */
export type VerifiedFileResult = Omit<VerifyJobResult, 'kind'>;

const verifyFileOptionsSchema = verifyOptionsSchema.extend({
  against: z.string().min(1).optional(),
  planFile: z.string().min(1).optional(),
  pool: z.instanceof(WorkerPool).optional(),
  onProgress: z.custom<(progress: JobProgress) => void>((value) => typeof value === 'function').optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

/**
 * Looks at a finished file, ours or another tool's, for what must not be there any more.
 * @throws OptionsError for options out of range; JobError where the file could not be checked; `signal.reason` when aborted.
 */
export async function verifyFile(file: string, options: VerifyFileOptions = {}): Promise<VerifiedFileResult> {
  const { against, planFile, pool, onProgress, signal, ...job } = parseOptions(
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
      return await verifyWith(workers, resolve(file), job, { against, planFile, onProgress, signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof OptionsError ? error : describeFailure(error);
    }
  }
}

type Around = Pick<VerifyFileOptions, 'against' | 'planFile' | 'onProgress' | 'signal'>;

async function verifyWith(
  pool: WorkerPool,
  input: string,
  options: ResolvedVerifyOptions,
  { against, planFile, onProgress, signal }: Around,
): Promise<VerifiedFileResult> {
  for (const path of against === undefined ? [input] : [input, resolve(against)]) {
    if (!(await stat(path)).isFile())
      throw new JobError('file-system', 'A file was expected, but it is something else.');
  }
  const plan = planFile === undefined ? undefined : await readPlanFile(planFile);
  const { kind: _, ...result } = await pool.run(
    {
      kind: 'verify',
      input,
      against: against === undefined ? undefined : resolve(against),
      options,
      plan,
      threads: pool.threadsPerJob,
    },
    { onProgress, signal },
  );
  return result;
}
