import type { InferenceSession } from 'onnxruntime-web/wasm';
import type { SessionAnswer, SessionConnection, SessionOutputs, SessionRequest } from './session-messages.ts';

// ONNX Runtime's run blocks its thread, so all models of a page share a worker of their own. It is imported dynamically, as its threads load the script that
// it lies in: bundled into this worker they would load this worker, and wait forever.
const runtime: Promise<typeof import('onnxruntime-web/wasm')> = import('onnxruntime-web/wasm');

interface OpenSession {
  readonly session: InferenceSession;
  readonly inputName: string;
}

const sessions = new Map<string, OpenSession>();
/** One run at a time: they would only take each other's threads. */
let last: Promise<void> = Promise.resolve();

type Answer = (message: SessionAnswer, transfer?: Transferable[]) => void;

self.addEventListener('message', ({ data }: MessageEvent<SessionRequest | SessionConnection>): void => {
  if (data.type === 'connect') listen(data.port);
  else queue(data, (message, transfer = []) => self.postMessage(message, { transfer }));
});

function listen(port: MessagePort): void {
  port.addEventListener('message', ({ data }: MessageEvent<SessionRequest>): void => {
    queue(data, (message, transfer = []) => port.postMessage(message, { transfer }));
  });
  port.start();
}

function queue(request: SessionRequest, answer: Answer): void {
  last = last.then(() => serve(request, answer));
}

async function serve(request: SessionRequest, answer: Answer): Promise<void> {
  const { id } = request;
  const started = performance.now();
  try {
    if (request.type === 'ask') return answer({ id, isOpen: sessions.has(request.model) });
    const outputs = request.type === 'open' ? await open(request) : await run(request);
    const transfer = Object.values(outputs).map(({ data }) => data.buffer as ArrayBuffer);
    answer({ id, outputs, milliseconds: performance.now() - started }, transfer);
  } catch (error) {
    answer({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

async function open({ model, bytes, threads }: SessionRequest & { readonly type: 'open' }): Promise<SessionOutputs> {
  const ort = await runtime;
  if (sessions.has(model)) return {};
  // Counts for all sessions of this worker, and only before the first.
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    // Denormals make some pictures ten times slower; spinning threads take the cores of decoders and encoders.
    extra: { session: { set_denormal_as_zero: '1', intra_op: { allow_spinning: '0' } } },
  });
  const [inputName] = session.inputNames;
  if (inputName === undefined) throw new TypeError('Expected a model with an input.');
  sessions.set(model, { session, inputName });
  return {};
}

async function run({ model, data, dims }: SessionRequest & { readonly type: 'run' }): Promise<SessionOutputs> {
  const { Tensor } = await runtime;
  const opened = sessions.get(model);
  if (!opened) throw new TypeError(`Expected the model ${model} to be open.`);
  const input = data instanceof Uint8Array ? new Tensor('uint8', data, dims) : new Tensor('float32', data, dims);
  const results = await opened.session.run({ [opened.inputName]: input });
  const outputs: SessionOutputs = {};
  for (const [name, tensor] of Object.entries(results)) {
    // Copied, as it may lie in the runtime's own memory; sent on without a second copy.
    outputs[name] = { data: new Float32Array(tensor.data as Float32Array), dims: [...tensor.dims] };
    tensor.dispose();
  }
  return outputs;
}
