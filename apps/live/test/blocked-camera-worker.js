// A camera's worker whose main thread is held by native code, as far as anybody can tell, and the gateway that starts it: itself without a channel.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runCameraWorker } from '../dist/worker/run-camera-worker.js';

if (process.connected) {
  runCameraWorker();
  process.send('blocked');
  setTimeout(() => {
    for (;;);
  }, 100);
} else {
  const worker = fork(fileURLToPath(import.meta.url));
  worker.once('message', () => setTimeout(() => process.stdout.write(`${worker.pid}\n`), 200));
}
