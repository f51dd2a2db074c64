import { z } from 'zod';
import type { JobProgress } from './job-types.ts';
import { WorkerPool } from './worker-pool.ts';

/** What every call that works on a file takes besides the options of the work itself. */
export interface CallOptions {
  /** Worker processes to use and to leave running. Default: one of its own for this file. */
  readonly pool?: WorkerPool | undefined;
  /** Called as work advances, about ten times a second. */
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
  /** Ends the work at once; nothing half-done is left. */
  readonly signal?: AbortSignal | undefined;
}

/** The fields of {@link CallOptions}, for the schemas of calls. */
export const callOptionsShape = {
  pool: z.instanceof(WorkerPool).optional(),
  onProgress: z.custom<(progress: JobProgress) => void>((value) => typeof value === 'function').optional(),
  signal: z.instanceof(AbortSignal).optional(),
} as const;
