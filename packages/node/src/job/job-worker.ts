import { fork, type ChildProcess } from 'node:child_process';
import { JobError } from './job-error.ts';
import {
  workerMessageSchema,
  type Job,
  type JobFailure,
  type JobProgress,
  type JobResult,
  type WorkerMessage,
  type WorkerRequest,
} from './job-types.ts';

/** What a worker process is started with. */
export interface JobWorkerSettings {
  /** The program, built. */
  readonly processUrl: URL;
  /** The module that holds the bodies of jobs; the program's own where absent. */
  readonly bodiesUrl: URL | undefined;
  /** Silence after which a running job is given up, in milliseconds. */
  readonly stallTimeoutMs: number;
  /** Resident memory above which the process ends itself, in bytes. */
  readonly memoryLimitBytes: number;
}

/** How one job is followed. */
export interface JobRunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

interface RunningJob {
  readonly id: number;
  readonly kind: Job['kind'];
  readonly onProgress: ((progress: JobProgress) => void) | undefined;
  readonly resolve: (result: JobResult<Job>) => void;
  readonly reject: (error: unknown) => void;
}

// A worker whose job failed in one of these ways is in order: it judged its input. After any other failure it is replaced.
const harmlessFailures: ReadonlySet<JobFailure['code']> = new Set([
  'unsupported-media',
  'damaged-media',
  'options',
  'plan',
  'file-system',
]);

const stallTicks = 10;
const keptLastWordsLength = 4000;

/** One worker process. It does one job at a time, and whatever ends it fails that job only. */
export class JobWorker {
  readonly #settings: JobWorkerSettings;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #running: RunningJob | undefined;
  #isEnding = false;
  #reasonToEnd: unknown;
  #usable = true;
  #lastWords = '';
  #silentTicks = 0;
  #nextId = 0;

  constructor(settings: JobWorkerSettings) {
    this.#settings = settings;
    const { processUrl, bodiesUrl, memoryLimitBytes } = settings;
    this.#child = fork(processUrl, [String(memoryLimitBytes), ...(bodiesUrl ? [bodiesUrl.href] : [])], {
      // Nothing of a worker reaches the terminal: native libraries write file names and warnings there.
      // Descriptor 4 is the worker's last word: it says that its memory limit was reached.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
      execArgv: [],
      serialization: 'json',
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#lastWords = (this.#lastWords + chunk.toString('utf8')).slice(-keptLastWordsLength);
    });
    this.#child.stdio[4]?.on('data', () => {
      this.#giveUp(
        new JobError(
          'memory',
          `This file needs more memory than the ${megabytes(memoryLimitBytes)} MB that one worker may use.`,
        ),
      );
    });
    this.#child.on('message', (message) => this.#hear(message));
    this.#child.on('disconnect', () => this.#child.kill('SIGKILL'));
    this.#child.on('error', (error) =>
      this.#giveUp(new JobError('crashed', 'The worker process could not be started.', { cause: error })),
    );
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        this.#end(code, signal);
        resolve();
      });
    });
  }

  /** Whether it may get another job. */
  get isUsable(): boolean {
    return this.#usable;
  }

  /** Does one job; call again only after the promise settled. Rejects with a JobError, or with `signal.reason`, when the process has ended or is in order. */
  async run<J extends Job>(job: J, options: JobRunOptions = {}): Promise<JobResult<J>> {
    const { signal, onProgress } = options;
    signal?.throwIfAborted();
    const id = this.#nextId++;
    const abort = (): void => this.#giveUp(signal?.reason);
    signal?.addEventListener('abort', abort);
    this.#silentTicks = 0;
    const watchdog = setInterval(() => this.#tick(), this.#settings.stallTimeoutMs / stallTicks);
    try {
      const result = await new Promise<JobResult<Job>>((resolve, reject) => {
        this.#running = { id, kind: job.kind, onProgress, resolve, reject };
        const request: WorkerRequest = { id, job };
        // A request that cannot be sent needs no answer here: the process is gone or gets killed, and 'close' rejects.
        this.#child.send(request, () => {});
      });
      return result as JobResult<J>;
    } finally {
      this.#running = undefined;
      clearInterval(watchdog);
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Ends the process and waits until it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#usable = false;
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #hear(message: unknown): void {
    if (this.#isEnding) return; // words of a process that was given up count no more
    const parsed = workerMessageSchema.safeParse(message);
    if (!parsed.success || (parsed.data.type !== 'ready' && parsed.data.id !== this.#running?.id)) {
      this.#giveUp(
        new JobError('crashed', 'The worker process answered nonsense and was ended.', { details: this.#lastWords }),
      );
      return;
    }
    this.#silentTicks = 0;
    this.#act(parsed.data);
  }

  #act(message: WorkerMessage): void {
    const running = this.#running;
    if (!running || message.type === 'ready') return;
    if (message.type === 'progress') {
      try {
        running.onProgress?.(message.progress);
      } catch (error) {
        this.#giveUp(error);
      }
      return;
    }
    if (message.type === 'failed') {
      const { code, message: sentence, details } = message.failure;
      this.#fail(running, new JobError(code, sentence, { details }), harmlessFailures.has(code));
      return;
    }
    if (message.result.kind !== running.kind) {
      this.#giveUp(new JobError('crashed', 'The worker process answered another question and was ended.'));
      return;
    }
    running.resolve(message.result);
  }

  #fail(running: RunningJob, error: JobError, isInOrder: boolean): void {
    if (isInOrder) running.reject(error);
    else this.#giveUp(error);
  }

  /** Time is counted in ticks of this process, so that a laptop's sleep or a stopped terminal is no stall. */
  #tick(): void {
    this.#silentTicks += 1;
    if (this.#silentTicks < stallTicks) return;
    const seconds = Math.max(1, Math.round(this.#settings.stallTimeoutMs / 1000));
    this.#giveUp(
      new JobError('stalled', `Nothing moved for ${seconds} s, so the work on this file was ended.`, {
        details: this.#lastWords,
      }),
    );
  }

  /** Kills the process; the job is rejected with `reason` once the process is gone and can write nothing any more. */
  #giveUp(reason: unknown): void {
    this.#usable = false;
    if (!this.#isEnding) this.#reasonToEnd = reason;
    this.#isEnding = true;
    this.#child.kill('SIGKILL');
  }

  #end(code: number | null, signal: NodeJS.Signals | null): void {
    this.#usable = false;
    const how = signal ?? `exit code ${code}`;
    this.#running?.reject(
      this.#reasonToEnd ??
        new JobError('crashed', `The worker process crashed on this file (${how}).`, { details: this.#lastWords }),
    );
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}
