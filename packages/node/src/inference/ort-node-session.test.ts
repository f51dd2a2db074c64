import { readFile } from 'node:fs/promises';
import { freeInputSizes, InferenceError, takeBytes } from '@passerby/engine';
import { afterEach, describe, expect, it } from 'vitest';
import { findModel } from '../models/find-model.ts';
import { OrtNodeSession, type OrtSessionOptions } from './ort-node-session.ts';

const builtWorker = new URL('../../dist/inference/session-worker.js', import.meta.url);
const open: OrtNodeSession[] = [];

afterEach(async () => {
  for (const session of open.splice(0)) await session[Symbol.asyncDispose]();
});

/** A session whose worker runs `onMessage` (JavaScript, `request` and `answer` in scope) instead of a model. */
async function openPlanted(onMessage: string, options: OrtSessionOptions = {}): Promise<OrtNodeSession> {
  const code = `
    import { parentPort } from 'node:worker_threads';
    const answer = (message) => parentPort.postMessage(message);
    parentPort.on('message', (request) => { ${onMessage} });
    answer({ id: -1, outputs: {} });`;
  const workerUrl = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  const session = await OrtNodeSession.open('planted', new Uint8Array(), { ...options, workerUrl });
  open.push(session);
  return session;
}

const input = (): { data: Float32Array; dims: number[] } => ({ data: new Float32Array(4), dims: [1, 1, 2, 2] });

describe('OrtNodeSession', () => {
  it('runs the text model on a small picture', async () => {
    const model = await findModel('text');
    expect(model).toBeDefined();
    const session = await OrtNodeSession.open('text', model?.bytes ?? new Uint8Array(), { workerUrl: builtWorker });
    open.push(session);
    const outputs = await session.run({ data: new Float32Array(3 * 64 * 96), dims: [1, 3, 64, 96] });
    const [output] = Object.values(outputs);
    expect(output?.dims).toEqual([1, 1, 64, 96]);
    expect(output?.data.length).toBe(64 * 96);
  });

  it('gives the same for bytes as for floats of the same values', async () => {
    const { bytes } = (await findModel('retinaface')) ?? expect.fail('no face model');
    const model = freeInputSizes(bytes);
    const pixels = Uint8Array.from({ length: 3 * 64 * 96 }, (_, index) => (index * 7919) % 256);
    const dims = [1, 3, 64, 96];
    const floats = await OrtNodeSession.open('floats', model, { workerUrl: builtWorker });
    const takesBytes = await OrtNodeSession.open('bytes', takeBytes(model), { workerUrl: builtWorker });
    open.push(floats, takesBytes);
    const expected = await floats.run({ data: Float32Array.from(pixels), dims });
    expect(await takesBytes.run({ data: pixels, dims })).toEqual(expected);
  });

  it('refuses a file that is no model', async () => {
    const bytes = new Uint8Array(await readFile(new URL(import.meta.url)));
    await expect(OrtNodeSession.open('text', bytes, { workerUrl: builtWorker })).rejects.toThrow(InferenceError);
  });

  it('answers runs in the order of their ids', async () => {
    const session = await openPlanted(
      'answer({ id: request.id, outputs: { n: { data: new Float32Array([request.id]), dims: [1] } } });',
    );
    const outputs = await Promise.all([session.run(input()), session.run(input()), session.run(input())]);
    expect(outputs.map((output) => output['n']?.data[0])).toEqual([0, 1, 2]);
  });

  it('rejects a run that hangs, and every later one', async () => {
    const session = await openPlanted('while (true);', { timeoutMs: 200 });
    await expect(session.run(input())).rejects.toThrow('gave no answer within 0.2 s');
    await expect(session.run(input())).rejects.toThrow(InferenceError);
  });

  it('rejects all waiting runs when the worker dies', async () => {
    const session = await openPlanted('process.exit(3);');
    const runs = await Promise.allSettled([session.run(input()), session.run(input())]);
    expect(runs.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('rejects when the model throws, and is not asked again', async () => {
    const session = await openPlanted("answer({ id: request.id, error: 'out of memory' });");
    await expect(session.run(input())).rejects.toThrow('out of memory');
    await expect(session.run(input())).rejects.toThrow('failed before');
  });

  it('rejects what waits when it is closed', async () => {
    const session = await openPlanted('');
    const [run] = await Promise.allSettled([session.run(input()), session[Symbol.asyncDispose]()]);
    expect(run).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('was closed') } });
  });
});
