import { Worker } from 'node:worker_threads';
import type { WatchedState, WatcherData } from './watch-process-worker.ts';

/** What ends a watched process besides its parent's death. */
export interface WatchProcessOptions {
  /** Resident memory above which it ends, after the word "memory" on an open file descriptor. Default: no limit. */
  readonly memoryLimit?: { readonly bytes: number; readonly lastWordDescriptor: number };
}

/**
 * From now on this process ends, with SIGKILL, when its parent died or its memory limit is reached, also while native code blocks the main
 * thread. Does not keep it alive. Gives a function that tells what has to be removed before.
 */
export function watchProcess({ memoryLimit }: WatchProcessOptions = {}): (state: WatchedState) => void {
  const data: WatcherData = { parentPid: process.ppid, memoryLimit };
  const watcher = new Worker(new URL('./watch-process-worker.js', import.meta.url), { workerData: data });
  watcher.unref();
  return (state) => watcher.postMessage(state, []);
}
