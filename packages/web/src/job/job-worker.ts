import { z } from 'zod';
import { ModelStore } from '../inference/model-store.ts';
import { openFile } from '../media/open-file.ts';
import { OutputStore } from '../storage/output-store.ts';
import { describeFailure } from './describe-failure.ts';
import type { JobMessage, JobRequest } from './job-messages.ts';
import { JobRunner } from './run-calls.ts';
import { throttleProgress } from './throttle-progress.ts';

// The page's content security policy forbids evaluated code, which zod would try.
z.config({ jitless: true });

const aliveMs = 3000;
const running = new Map<number, AbortController>();
let runner: JobRunner | undefined;
let store: ModelStore | undefined;
const waiting: ((port: MessagePort) => void)[] = [];

setInterval(() => post({ type: 'alive' }), aliveMs);

self.addEventListener('message', ({ data: request }: MessageEvent<JobRequest>): void => {
  if (request.type === 'plan') runner?.takePlan(request.ref, request.plan);
  else if (request.type === 'models') waiting.shift()?.(request.port);
  else if (request.type === 'models-ended') store?.end(request.message);
  else if (request.type === 'cancel') running.get(request.id)?.abort();
  else void answer(request);
});

async function answer(request: JobRequest & { readonly type: 'open' | 'call' }): Promise<void> {
  const { id } = request;
  const controller = new AbortController();
  running.set(id, controller);
  try {
    if (request.type === 'open') await open(request);
    else await call(request, controller.signal);
  } catch (error) {
    const { code, message, details } = describeFailure(error);
    post({ type: 'failed', id, failure: { code, message, details } });
  } finally {
    running.delete(id);
  }
}

async function open({ id, jobId, file, models, threads }: JobRequest & { readonly type: 'open' }): Promise<void> {
  const media = await openFile(file);
  store = new ModelStore(models, {
    threads,
    connect: (found) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        post({ type: 'connect-models', threads: found });
      }),
    onFailure: () => post({ type: 'models-failed' }),
  });
  runner = new JobRunner(file, media, store, new OutputStore(jobId));
  post({ type: 'opened', id, media: media.facts });
}

async function call(
  { id, name, argument }: JobRequest & { readonly type: 'call' },
  signal: AbortSignal,
): Promise<void> {
  if (!runner) throw new TypeError('Expected the file to be open.');
  const onProgress = throttleProgress((progress) => post({ type: 'progress', id, progress }));
  const value = await runner.run(name, argument as never, { signal, onProgress });
  post({ type: 'done', id, value }, transferred(value));
}

/** Pictures change hands; all else is copied. */
function transferred(value: unknown): Transferable[] {
  const isShown = typeof value === 'object' && value !== null && 'bitmap' in value;
  return isShown ? [(value as { bitmap: ImageBitmap }).bitmap] : [];
}

function post(message: JobMessage, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}
