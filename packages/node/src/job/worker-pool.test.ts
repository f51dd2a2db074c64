import { fork } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hideOptionsSchema } from './job-options.ts';
import type { HideJob, JobProgress } from './job-types.ts';
import { createWorkerPool, defaultPoolSize, type WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';

const processUrl = new URL('../../dist/job/worker-process.js', import.meta.url);

// What the fake worker does is told by the name of the input.
const bodies = `
  import { writeFileSync } from 'node:fs';
  const done = { kind: 'hide', media: 'photo', extension: '.jpg', width: 2, height: 2, frameCount: 1, durationSeconds: 0,
    preset: 'head', text: 'all', effect: 'solid', bitsPerTrack: 0, warnings: [], notes: [String(process.pid)], removed: [], findings: [], verified: true, models: [],
    totals: { faces: '0', texts: '0', regions: '0', kept: '0' }, inputSha256: '0'.repeat(64) };
  const behaviours = {
    work: async (job, context) => { context.progress({ step: 'hide', done: 1, total: 1 }); return done; },
    refuse: async () => { const { DamagedMediaError } = await import(${JSON.stringify(import.meta.resolve('@passerby/engine'))}); throw new DamagedMediaError('Nothing could be decoded.'); },
    bug: async () => { throw new TypeError('secret detail'); },
    stray: async () => { setTimeout(() => { throw new Error('stray'); }); await new Promise(() => {}); },
    crash: async () => { process.kill(process.pid, 'SIGSEGV'); await new Promise(() => {}); },
    exit: async () => { process.exit(7); },
    hang: async (job) => { writeFileSync(job.temporaryOutput, 'half'); for (;;); },
    wait: async (job) => { writeFileSync(job.temporaryOutput, 'half'); writeFileSync(job.temporaryOutput + '.part', 'half'); await new Promise(() => {}); },
    chatty: async (job, context) => { writeFileSync(job.temporaryOutput, 'half'); for (let i = 0; ; i += 1) { await new Promise((r) => setTimeout(r, 101)); context.progress({ step: 'look', done: i }); } },
    slow: async (job, context) => { for (let i = 0; i < 8; i += 1) { await new Promise((r) => setTimeout(r, 100)); context.progress({ step: 'look', done: i }); } return done; },
    garbage: async () => { process.send({ type: 'done', id: 'x', result: 'all good' }); await new Promise(() => {}); },
    other: async () => ({ ...done, kind: 'hide', width: 'wide' }),
    greedy: async (job, context) => { const kept = []; for (let i = 0; ; i += 1) { kept.push(Buffer.alloc(20e6, 1)); context.progress({ step: 'look', done: i }); await new Promise((r) => setTimeout(r, 20)); } },
  };
  export const runHideJob = (job, context) => behaviours[job.input](job, context);
  export const runVerifyJob = runHideJob;
`;
const workerModule = new URL(`data:text/javascript,${encodeURIComponent(bodies)}`);

let folder = '';
let pool: WorkerPool | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-pool-'));
});

afterEach(async () => {
  await pool?.[Symbol.asyncDispose]();
  pool = undefined;
  await rm(folder, { recursive: true, force: true });
});

function open(options: WorkerPoolOptions = {}): WorkerPool {
  pool = createWorkerPool({ size: 1, processUrl, workerModule, ...options });
  return pool;
}

function job(behaviour: string): HideJob {
  return {
    kind: 'hide',
    input: behaviour,
    temporaryOutput: join(folder, '.passerby-0.tmp'),
    options: hideOptionsSchema.parse({}),
    wantsPlan: false,
    threads: 1,
  };
}

async function workerOf(workers: WorkerPool): Promise<string | undefined> {
  return (await workers.run(job('work'))).notes[0];
}

async function isGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 60; i += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

describe('WorkerPool', () => {
  it('does a job in another process and tells its progress', async () => {
    const reports: JobProgress[] = [];
    const result = await open().run(job('work'), { onProgress: (report) => reports.push(report) });
    expect(Number(result.notes[0])).not.toBe(process.pid);
    expect(reports).toEqual([{ step: 'hide', done: 1, total: 1 }]);
  });

  it('reuses a worker, also after it refused a file', async () => {
    const workers = open();
    const first = await workerOf(workers);
    await expect(workers.run(job('refuse'))).rejects.toMatchObject({
      code: 'damaged-media',
      message: 'Nothing could be decoded.',
    });
    expect(await workerOf(workers)).toBe(first);
  });

  it('says a bug in one sentence without its inner text, and takes a new worker', async () => {
    const workers = open();
    const first = await workerOf(workers);
    const failure = workers.run(job('bug'));
    await expect(failure).rejects.toMatchObject({
      code: 'unexpected',
      details: expect.stringContaining('secret detail'),
    });
    await expect(failure).rejects.not.toThrow('secret detail');
    expect(await workerOf(workers)).not.toBe(first);
  });

  it('fails the file when an error strays outside of every promise', async () => {
    await expect(open().run(job('stray'))).rejects.toMatchObject({ code: 'unexpected' });
  });

  it('fails only the file whose worker crashes', async () => {
    const workers = open({ size: 2 });
    const crash = workers.run(job('crash'));
    const neighbour = workers.run(job('slow'));
    await expect(crash).rejects.toMatchObject({ code: 'crashed', message: expect.stringContaining('SIGSEGV') });
    expect((await neighbour).kind).toBe('hide');
    expect(await workerOf(workers)).toBeDefined();
  });

  it('fails the file whose worker exits', async () => {
    await expect(open().run(job('exit'))).rejects.toMatchObject({
      code: 'crashed',
      message: expect.stringContaining('exit code 7'),
    });
  });

  it('kills a worker that blocks its thread and says nothing', async () => {
    const workers = open({ stallTimeoutMs: 3000 });
    await expect(workers.run(job('hang'))).rejects.toMatchObject({ code: 'stalled' });
    expect(await workerOf(workers)).toBeDefined();
  });

  it('lets a worker work on that moves slowly', async () => {
    expect((await open({ stallTimeoutMs: 700 }).run(job('slow'))).kind).toBe('hide');
  });

  it.each(['garbage', 'other'])('does not believe a malformed answer (%s)', async (behaviour) => {
    await expect(open().run(job(behaviour))).rejects.toMatchObject({
      code: 'crashed',
      message: expect.stringContaining('nonsense'),
    });
  });

  it('ends a worker that takes more memory than allowed', async () => {
    await expect(open({ memoryLimitBytes: 300_000_000 }).run(job('greedy'))).rejects.toMatchObject({
      code: 'memory',
      message: expect.stringContaining('300 MB'),
    });
  });

  it.each(['wait', 'hang'])(
    'kills the worker of an aborted job (%s) and gives the reason of the abort',
    async (behaviour) => {
      const workers = open();
      const first = Number(await workerOf(workers));
      const reason = new Error('enough');
      const controller = new AbortController();
      const aborted = workers.run(job(behaviour), { signal: controller.signal });
      setTimeout(() => controller.abort(reason), 200);
      await expect(aborted).rejects.toBe(reason);
      expect(await isGone(first)).toBe(true);
    },
  );

  it('drops a waiting job that is aborted and lets the next one through', async () => {
    const workers = open();
    const controller = new AbortController();
    const running = workers.run(job('slow'));
    const waiting = workers.run(job('work'), { signal: controller.signal });
    const next = workers.run(job('work'));
    controller.abort(new Error('not any more'));
    await expect(waiting).rejects.toThrow('not any more');
    expect((await running).kind).toBe('hide');
    expect((await next).kind).toBe('hide');
  });

  it('fails the file when the caller of progress throws', async () => {
    const onProgress = vi.fn<() => void>().mockImplementation(() => {
      throw new Error('no room for a bar');
    });
    await expect(open().run(job('work'), { onProgress })).rejects.toThrow('no room for a bar');
  });

  it('runs no more jobs at the same time than its size', async () => {
    const workers = open({ size: 2 });
    const pids = await Promise.all(Array.from({ length: 6 }, () => workerOf(workers)));
    expect(new Set(pids).size).toBeLessThanOrEqual(2);
  });

  it('leaves no process behind', async () => {
    const workers = open();
    const pid = Number(await workerOf(workers));
    await workers[Symbol.asyncDispose]();
    expect(await isGone(pid)).toBe(true);
    await expect(workers.run(job('work'))).rejects.toThrow('disposed');
  });

  it('refuses a size that is no number of processes', () => {
    expect(() => createWorkerPool({ size: 0 })).toThrow('Expected at least 1 for size, received 0.');
    expect(defaultPoolSize()).toBeGreaterThanOrEqual(1);
  });

  it.each(['wait', 'chatty', 'hang'])(
    'ends workers whose parent is killed, with their temporary files (%s)',
    async (behaviour) => {
      const poolUrl = new URL('../../dist/job/worker-pool.js', import.meta.url).href;
      const script = join(folder, 'parent.mjs');
      await writeFile(
        script,
        `import { createWorkerPool } from ${JSON.stringify(poolUrl)};
       const pool = createWorkerPool({ size: 1, workerModule: new URL(${JSON.stringify(workerModule.href)}) });
       const first = await pool.run({ ...${JSON.stringify(job('work'))} });
       process.send(Number(first.notes[0]));
       await pool.run(${JSON.stringify(job(behaviour))});`,
      );
      const parent = fork(script, { stdio: 'ignore' });
      const worker = await new Promise<number>((resolve) => parent.once('message', (pid) => resolve(Number(pid))));
      const temporary = job(behaviour).temporaryOutput;
      for (let i = 0; i < 100 && !existsSync(temporary); i += 1)
        await new Promise((resolve) => setTimeout(resolve, 50));
      expect(existsSync(temporary)).toBe(true);
      parent.kill('SIGKILL');
      expect(await isGone(worker)).toBe(true);
      expect(readdirSync(folder)).toEqual(['parent.mjs']);
    },
  );
});
