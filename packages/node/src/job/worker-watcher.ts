import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { removeScratch } from '../output/remove-scratch.ts';

/** What the watcher must know of its process at any moment. */
export interface WatchedState {
  /** The temporary output of the running job: removed when the process must end. */
  readonly scratch: string | undefined;
}

// A thread beside the one that works: native code may block that one for minutes.

const { parentPid, memoryLimitBytes } = workerData as { readonly parentPid: number; readonly memoryLimitBytes: number };
const lookEveryMs = 400;
const lastWordDescriptor = 4;
let state: WatchedState = { scratch: undefined };

function end(): void {
  try {
    if (state.scratch) removeScratch(state.scratch);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}

/** A process whose parent died belongs to another one. Windows keeps the old number: there the closed channel tells. */
function isOrphan(): boolean {
  return process.platform !== 'win32' && process.ppid !== parentPid;
}

parentPort?.on('message', (message: WatchedState) => {
  state = message;
});
setInterval(() => {
  if (isOrphan()) end();
  if (process.memoryUsage.rss() > memoryLimitBytes) {
    writeSync(lastWordDescriptor, 'memory');
    end();
  }
}, lookEveryMs);
