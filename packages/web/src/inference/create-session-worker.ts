/** Starts a worker for models. */
export function createSessionWorker(): Worker {
  return new Worker(new URL('./session-worker.js', import.meta.url), { type: 'module' });
}
