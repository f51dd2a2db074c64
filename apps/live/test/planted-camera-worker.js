// A camera's worker whose face detector fails as the file named by PASSERBY_PLANT says.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { openOrtSession, OrtNodeSession } from '@passerby/node/internal';
import { runCameraWorker } from '../dist/worker/run-camera-worker.js';

const hanging = new URL(
  `data:text/javascript,${encodeURIComponent("import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { for (;;); }); parentPort.postMessage({ id: -1, outputs: {} });")}`,
);
const held = [];

const fault = () => readFileSync(process.env.PASSERBY_PLANT, 'utf8').trim();

runCameraWorker({
  openSession: async (model, threads) => {
    const real = await openOrtSession(model, threads, 3000);
    const run = async (input, options) => {
      switch (fault()) {
        case 'throws':
          throw new Error('planted');
        case 'hangs': {
          const hung = await OrtNodeSession.open(real.model, new Uint8Array(), {
            workerUrl: hanging,
            timeoutMs: 1500,
          });
          return hung.run(input, options);
        }
        case 'NaN': {
          const outputs = await real.run(input, options);
          for (const { data } of Object.values(outputs)) data.fill(Number.NaN);
          return outputs;
        }
        case 'slow': {
          const startedMs = performance.now();
          const outputs = await real.run(input, options);
          await delay(9 * Math.max(20, performance.now() - startedMs));
          return outputs;
        }
        case 'memory':
          held.push(Buffer.alloc(700_000_000, 1));
          return real.run(input, options);
        default:
          return real.run(input, options);
      }
    };
    return new Proxy(real, {
      get(target, key) {
        if (key === 'run') return run;
        const value = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  },
});
