import { availableParallelism, totalmem } from 'node:os';
import { parseOptions } from '@passerby/engine';
import { z } from 'zod';
import { JobWorker, type JobRunOptions, type JobWorkerSettings } from './job-worker.ts';
import type { Job, JobResult } from './job-types.ts';

const workerPoolOptionsSchema = z.strictObject({
  size: z.int().min(1).max(256).optional(),
  stallTimeoutMs: z.int().min(100).default(120_000),
  memoryLimitBytes: z.int().min(50_000_000).optional(),
  workerModule: z.instanceof(URL).optional(),
  processUrl: z.instanceof(URL).optional(),
});

/** Options of {@link createWorkerPool}. */
export interface WorkerPoolOptions {
  /** Files worked on at the same time, each in a process of its own. 1 to 256, default {@link defaultPoolSize}. More than there are cores gains nothing. */
  readonly size?: number | undefined;
  /** Silence after which a job is given up, in milliseconds. 100 or more, default 120000. Too small fails slow machines' files. */
  readonly stallTimeoutMs?: number | undefined;
  /** Resident memory of one process above which its job is given up. 50 MB or more, default: the machine's memory shared by all, at least 2 GB. */
  readonly memoryLimitBytes?: number | undefined;
  /** @internal Module in place of the jobs' own bodies: tests plant failing ones. */
  readonly workerModule?: URL | undefined;
  /** @internal The built worker program, for tests that run from source. */
  readonly processUrl?: URL | undefined;
}

const bytesPerWorker = 1_200_000_000;
const minimumLimitBytes = 2_000_000_000;
// Native libraries may leak a little with every file: a worker that did so many is replaced.
const jobsPerWorker = 200;

/** Memory of the machine, or of the container that this process may not outgrow, in bytes. */
function availableMemoryBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/** As many workers as there are cores, fewer where their memory (1.2 GB each) would not fit into three quarters of the machine's. */
export function defaultPoolSize(): number {
  const fitting = Math.floor((0.75 * availableMemoryBytes()) / bytesPerWorker);
  return Math.max(1, Math.min(availableParallelism(), fitting));
}

/** Starts worker processes as they are needed and reuses them. Dispose it (`await using`) when no more files come. */
export function createWorkerPool(options: WorkerPoolOptions = {}): WorkerPool {
  return new WorkerPool(options);
}

/** Worker processes that hide and verify files, so that a crash or a hang of a decoder ends one file and nothing else. Pass it to `hideFile` and `verifyFile`. */
export class WorkerPool {
  /** Files worked on at the same time. */
  readonly size: number;
  readonly #settings: JobWorkerSettings;
  readonly #idle: JobWorker[] = [];
  readonly #all = new Set<JobWorker>();
  readonly #jobsDone = new WeakMap<JobWorker, number>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #isDisposed = false;

  /** @internal Use {@link createWorkerPool}. */
  constructor(options: WorkerPoolOptions) {
    const resolved = parseOptions(workerPoolOptionsSchema, options, 'worker pool options');
    this.size = resolved.size ?? defaultPoolSize();
    this.#settings = {
      processUrl: resolved.processUrl ?? new URL('./worker-process.js', import.meta.url),
      bodiesUrl: resolved.workerModule,
      stallTimeoutMs: resolved.stallTimeoutMs,
      memoryLimitBytes:
        resolved.memoryLimitBytes ??
        Math.max(minimumLimitBytes, Math.floor((0.8 * availableMemoryBytes()) / this.size)),
    };
  }

  /** Cores that one job may keep busy while all of its neighbours work. */
  get threadsPerJob(): number {
    return Math.max(1, Math.floor(availableParallelism() / this.size));
  }

  /** @internal Does one job when its turn comes. Rejects with a JobError, or with the reason of the aborted signal; then no process works on it any more. */
  async run<J extends Job>(job: J, options: JobRunOptions = {}): Promise<JobResult<J>> {
    await this.#turn(options.signal);
    try {
      const worker = this.#take();
      try {
        return await worker.run(job, options);
      } finally {
        await this.#giveBack(worker);
      }
    } finally {
      this.#busy -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Ends all worker processes and waits until they are gone. Jobs that still run fail. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await Promise.all([...this.#all].map((worker) => worker[Symbol.asyncDispose]()));
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    while (this.#busy >= this.size) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      if (signal?.aborted) this.#waiting.shift()?.();
      signal?.throwIfAborted();
    }
    signal?.throwIfAborted();
    this.#busy += 1;
  }

  #take(): JobWorker {
    if (this.#isDisposed) throw new TypeError('Expected an open worker pool, but it was disposed.');
    for (let worker = this.#idle.pop(); worker; worker = this.#idle.pop()) {
      if (worker.isUsable) return worker;
      this.#all.delete(worker); // it ended while it had nothing to do
    }
    const started = new JobWorker(this.#settings);
    this.#all.add(started);
    return started;
  }

  async #giveBack(worker: JobWorker): Promise<void> {
    const jobs = (this.#jobsDone.get(worker) ?? 0) + 1;
    this.#jobsDone.set(worker, jobs);
    if (worker.isUsable && jobs < jobsPerWorker && !this.#isDisposed) {
      this.#idle.push(worker);
      return;
    }
    this.#all.delete(worker);
    await worker[Symbol.asyncDispose]();
  }
}
