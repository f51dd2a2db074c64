import { watchProcess, type OpenSession } from '@passerby/node/internal';
import { CameraWorker } from './camera-worker.ts';
import type { WorkerReport, WorkerRequest } from './worker-messages.ts';

function send(report: WorkerReport): void {
  // The gateway may be gone already; then this process goes too.
  if (process.connected) process.send?.(report, () => {});
}

/**
 * Runs this process as one camera's worker: reads requests of the gateway that forked it, and ends with it.
 * `openSession`: others are for tests that plant failures.
 */
export function runCameraWorker(options: { readonly openSession?: OpenSession } = {}): void {
  // The gateway may be killed while native code blocks this thread, where no closed channel is noticed.
  watchProcess();
  let worker: CameraWorker | undefined;
  const end = (): void => {
    worker?.stop();
    // An orderly exit waits for native threads, or aborts in them. Nothing here is on disk: nothing is lost.
    process.kill(process.pid, 'SIGKILL');
  };
  process.on('message', (request: WorkerRequest) => {
    if (request.kind === 'stop') return end();
    if (request.kind !== 'start') return worker?.handle(request);
    worker = new CameraWorker(request, { ...options, send });
    worker.run().catch((error: unknown) => fail(error));
  });
  process.on('disconnect', end);
  // A terminal's Ctrl-C reaches the whole group: the gateway says when to end.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});
  const fail = (error: unknown): void => {
    send({ kind: 'note', sentence: error instanceof Error ? error.message : 'The worker failed.' });
    setTimeout(end, 50);
  };
  process.on('uncaughtException', fail);
}
