import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { SessionAnswer, SessionRequest, SessionWorkerData } from './session-messages.ts';

// ONNX Runtime's run blocks its thread, so it has one of its own.
const { model, threads } = workerData as SessionWorkerData;
const port = parentPort;
if (!port) throw new TypeError('Expected to run in a worker thread.');

const session = await InferenceSession.create(model, {
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
  // Patterns of memory are kept for each size of input: a third more for the text model, and no run is quicker.
  enableMemPattern: false,
  logSeverityLevel: 4,
  // Spinning threads would take the encoder's cores; denormals make some pictures ten times slower.
  extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } },
});
const [inputName] = session.inputNames;
if (inputName === undefined) throw new TypeError('Expected a model with an input.');

port.on('message', (request: SessionRequest) => {
  void answer(request);
});

async function answer({ id, data, dims }: SessionRequest): Promise<void> {
  try {
    const input = data instanceof Uint8Array ? new Tensor('uint8', data, dims) : new Tensor('float32', data, dims);
    const results = await session.run({ [inputName as string]: input });
    const outputs: Record<string, { data: Float32Array; dims: number[] }> = {};
    const transfer: ArrayBuffer[] = [data.buffer as ArrayBuffer];
    for (const [name, tensor] of Object.entries(results)) {
      // Copied, as ONNX Runtime keeps its own memory; sent on without a second copy.
      const values = new Float32Array(tensor.data as Float32Array);
      outputs[name] = { data: values, dims: [...tensor.dims] };
      transfer.push(values.buffer);
      tensor.dispose();
    }
    input.dispose();
    port?.postMessage({ id, outputs, input: data.buffer as ArrayBuffer } satisfies SessionAnswer, transfer);
  } catch (error) {
    port?.postMessage({ id, error: error instanceof Error ? error.message : String(error) } satisfies SessionAnswer);
  }
}

port.postMessage({ id: -1, outputs: {} } satisfies SessionAnswer);
