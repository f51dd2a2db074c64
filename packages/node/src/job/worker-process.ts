import { removeScratch } from '../output/remove-scratch.ts';
import { watchProcess } from '../process/watch-process.ts';
import { describeFailure } from './describe-failure.ts';
import { isFailureCode } from './job-error.ts';
import { throttleProgress } from './throttle-progress.ts';
import {
  workerRequestSchema,
  type JobBodies,
  type JobContext,
  type WorkerMessage,
  type WorkerRequest,
} from './job-types.ts';

// The program of a worker process: `worker-process.js MEMORY_LIMIT_BYTES [BODIES_URL]`. All media is opened here and never in the parent.

const memoryLimitBytes = Number(process.argv[2]);
const bodiesUrl = process.argv[3] ?? new URL('./job-bodies.js', import.meta.url).href;

const gone = new AbortController();
let current: WorkerRequest | undefined;

const lastWordDescriptor = 4;
const watch = watchProcess({ memoryLimit: { bytes: memoryLimitBytes, lastWordDescriptor } });

function send(message: WorkerMessage): void {
  if (process.connected) process.send?.(message);
}

async function work(request: WorkerRequest, bodies: JobBodies): Promise<WorkerMessage> {
  const { id, job } = request;
  const progress = throttleProgress((report) => send({ type: 'progress', id, progress: report }));
  const context: JobContext = { signal: gone.signal, progress };
  try {
    const result =
      job.kind === 'hide' ? await bodies.runHideJob(job, context) : await bodies.runVerifyJob(job, context);
    return { type: 'done', id, result };
  } catch (error) {
    return failed(id, error);
  }
}

function failed(id: number, error: unknown): WorkerMessage {
  const { code, message, details } = describeFailure(error);
  return { type: 'failed', id, failure: { code: isFailureCode(code) ? code : 'unexpected', message, details } };
}

function scratchOf(request: WorkerRequest | undefined): string | undefined {
  return request?.job.kind === 'hide' ? request.job.temporaryOutput : undefined;
}

/** A bug or a native callback outside every promise: the parent gets the sentence, then a new process. */
function die(error: unknown): void {
  if (!current || !process.connected) process.exit(1);
  process.send?.(failed(current.id, error), () => process.exit(1));
}

// A terminal sends Ctrl-C to the whole group. The parent decides, and kills.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('uncaughtException', die);
process.on('unhandledRejection', die);
process.on('disconnect', () => {
  gone.abort();
  process.exit(0);
});
// Whatever ends this process: a parent that lives removes the files too, one that was killed cannot.
process.on('exit', () => {
  const scratch = scratchOf(current);
  if (scratch) removeScratch(scratch);
});

const bodies = import(bodiesUrl) as Promise<JobBodies>;

async function answer(message: unknown): Promise<void> {
  const request = workerRequestSchema.parse(message);
  current = request;
  watch({ scratch: scratchOf(request) });
  const result = await work(request, await bodies);
  current = undefined;
  watch({ scratch: undefined });
  send(result);
}

process.on('message', (message) => void answer(message));
await bodies;
send({ type: 'ready' });
