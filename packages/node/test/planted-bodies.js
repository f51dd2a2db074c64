// What a worker process loads in place of the jobs' own bodies: the same bodies with a face model that fails as the file name's end says.
// Real sessions everywhere else, so that what is tested is the whole path.
import { InferenceError } from '@passerby/engine';
import { OrtNodeSession } from '../dist/inference/ort-node-session.js';
import { SessionStore } from '../dist/inference/session-store.js';
import { createJobBodies } from '../dist/job/create-job-bodies.js';
import { freeInputSizes } from '@passerby/engine';

const [kind, at = '0', through = at] = new URL(import.meta.url).searchParams.get('fault')?.split(',') ?? [];
const first = Number(at);
const last = Number(through);

async function open(model, threads) {
  const bytes = model.manifest.name === 'retinaface' ? freeInputSizes(model.bytes) : model.bytes;
  const session = await OrtNodeSession.open(model.manifest.name, bytes, {
    threads,
    timeoutMs: kind === 'hang' ? 1500 : 60_000,
    workerUrl: kind === 'hang' ? new URL(`./hanging-session-worker.js?run=${first}`, import.meta.url) : undefined,
  });
  if (model.manifest.task !== 'faces') return session;
  let runs = 0;
  return {
    model: session.model,
    async run(input, options) {
      const run = runs++;
      if (run < first || run > last) return session.run(input, options);
      if (kind === 'throw') throw new InferenceError('planted');
      const outputs = await session.run(input, options);
      if (kind === 'nothing') for (const { data } of Object.values(outputs)) data.fill(0);
      if (kind === 'nan') for (const { data } of Object.values(outputs)) data.fill(Number.NaN);
      if (kind === 'shape') for (const output of Object.values(outputs)) output.dims.push(2);
      if (kind === 'crash') process.kill(process.pid, 'SIGKILL');
      return outputs;
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

export const { runHideJob, runVerifyJob } = createJobBodies(new SessionStore(open));
