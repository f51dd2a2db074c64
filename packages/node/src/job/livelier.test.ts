import type { InferenceSession } from '@passerby/engine';
import { describe, expect, it } from 'vitest';
import type { FoundModel } from '../models/find-model.ts';
import type { JobProgress } from './job-types.ts';
import { livelier } from './livelier.ts';

const tensor = { data: new Float32Array(1), dims: [1] };

describe('livelier', () => {
  it('says again how far a job is when a model is there and whenever it ends a run', async () => {
    const said: JobProgress[] = [];
    const session: InferenceSession = { model: 'text', takesBytes: true, run: async () => ({ out: tensor }) };
    const [{ progress }, sessions] = livelier(
      { signal: new AbortController().signal, progress: (report) => said.push(report) },
      { get: async () => session },
    );
    progress({ step: 'look', done: 0, total: 1 });
    const opened = await sessions.get({} as FoundModel, 1);
    expect(opened.takesBytes).toBe(true);
    expect(await opened.run(tensor)).toEqual({ out: tensor });
    progress({ step: 'hide', done: 0, total: 1 });
    await opened.run(tensor);
    expect(said.map(({ step }) => step)).toEqual(['look', 'look', 'look', 'hide', 'hide']);
  });

  it('lets the memory of inputs be used again', async () => {
    const memory = new ArrayBuffer(8);
    const session: InferenceSession = { model: 'text', inputMemory: () => memory, run: async () => ({ out: tensor }) };
    const [, sessions] = livelier(
      { signal: new AbortController().signal, progress: () => {} },
      { get: async () => session },
    );
    expect((await sessions.get({} as FoundModel, 1)).inputMemory?.(4)).toBe(memory);
  });

  it('is silent about a run that fails or hangs', async () => {
    const said: JobProgress[] = [];
    const session: InferenceSession = { model: 'text', run: () => Promise.reject(new Error('boom')) };
    const [{ progress }, sessions] = livelier(
      { signal: new AbortController().signal, progress: (report) => said.push(report) },
      { get: async () => session },
    );
    progress({ step: 'look', done: 0 });
    const opened = await sessions.get({} as FoundModel, 1);
    said.length = 0;
    await expect(opened.run(tensor)).rejects.toThrow('boom');
    expect(said).toEqual([]);
  });
});
