import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { removeScratch } from '../output/remove-scratch.ts';

/** What the thread is started with. */
export interface WatcherData {
  readonly parentPid: number;
  readonly memoryLimit: { readonly bytes: number; readonly lastWordDescriptor: number } | undefined;
}

/** What it must know of its process at any moment. */
export interface WatchedState {
  /** The temporary output of what runs: removed when the process must end. */
  readonly scratch: string | undefined;
}

// A thread beside the one that works: native code may block that one for minutes.

const { parentPid, memoryLimit } = workerData as WatcherData;
const lookEveryMs = 400;
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
  if (memoryLimit && process.memoryUsage.rss() > memoryLimit.bytes) {
    writeSync(memoryLimit.lastWordDescriptor, 'memory');
    end();
  }
}, lookEveryMs);
