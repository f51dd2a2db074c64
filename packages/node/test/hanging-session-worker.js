// A session's worker whose thread hangs in the run that the address names, as a native call would: `hanging-session-worker.js?run=3`.
import { parentPort } from 'node:worker_threads';

const hangingRun = Number(new URL(import.meta.url).searchParams.get('run'));

parentPort.on('message', ({ id }) => {
  if (id === hangingRun) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});

await import('../dist/inference/session-worker.js');
