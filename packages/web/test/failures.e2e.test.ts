import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '@passerby/engine';
import { ClipEncoder, drawClip } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { plantFailure, type PlantedWorker } from './plant-failure.ts';
import { openTestPage, sha256Of, type TestPage } from './test-page.ts';

// What goes wrong in browsers is planted in the worker where it would happen. Each failure is one sentence, and nothing that could be taken for a copy is left.

const size = { width: 160, height: 96 };
const [fps, frameCount] = [10, 12];
let folder = '';
let clip = '';
let plan: Plan;
let web: TestPage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-failures-'));
  clip = join(folder, 'clip.mp4');
  const encoder = new ClipEncoder(clip, { ...size, fps, sound: false, crf: 20 });
  const film = await drawClip({ seed: 'failures', ...size, fps, seconds: frameCount / fps });
  for (const { rgb } of film.frames()) encoder.write(rgb);
  encoder.finish();
  const durationSeconds = frameCount / fps;
  plan = {
    format: 'passerby-plan',
    version: 1,
    media: { ...size, frameCount, durationSeconds, sha256: await sha256Of(clip) },
    settings: { preset: 'head', text: 'none' },
    models: [],
    tracks: [],
  };
  web = await openTestPage();
}, 300_000);

afterAll(async () => {
  await web?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Opens the clip in a page whose workers run this code, too. The page is new, as pages keep their models. */
async function openPlanted(worker: PlantedWorker, code: string): Promise<void> {
  const { page } = web;
  onTestFinished(await plantFailure(page.context(), worker, code));
  await page.reload();
  await page.waitForFunction(() => 'passerby' in globalThis);
  await web.open(clip);
}

/** How a call of the job ended: its code and sentence, or `done`. */
function outcomeOf(call: 'look' | 'save' | 'deliver', stopAfterMs?: number): Promise<string> {
  return web.page.evaluate(
    async ({ call: name, plan: sent, stopAfterMs: stop }) => {
      const { job } = globalThis;
      const run = async (): Promise<unknown> => {
        if (name === 'look') return job.look({ preset: 'head', text: 'none' });
        const saved = await job.save({ plan: sent });
        if (name === 'save') return saved;
        const root = await navigator.storage.getDirectory();
        const handle = await root.getFileHandle('chosen.mp4', { create: true });
        const signal = stop === undefined ? undefined : AbortSignal.timeout(stop);
        return job.deliver({ saved, handle }, { signal });
      };
      return run().then(
        () => 'done',
        (error: unknown) => {
          const { code, message } = error as { readonly code: unknown; readonly message: string };
          return `${String(code)}: ${message}`;
        },
      );
    },
    { call, plan, stopAfterMs },
  );
}

/** Sizes of all files in the private storage. */
function storedSizes(): Promise<readonly number[]> {
  return web.page.evaluate(async () => {
    const sizes: number[] = [];
    const walk = async (stored: FileSystemDirectoryHandle): Promise<void> => {
      for await (const entry of stored.values()) {
        if (entry.kind === 'directory') await walk(entry as FileSystemDirectoryHandle);
        else sizes.push((await (entry as FileSystemFileHandle).getFile()).size);
      }
    };
    await walk(await navigator.storage.getDirectory());
    return sizes;
  });
}

/** The worker of the file ends as soon as it is asked for something. */
const endWorker = `self.addEventListener('message', ({ data }) => { if (data.type === 'call') throw new Error('planted'); });`;
const hangWorker = `self.addEventListener('message', ({ data }) => { if (data.type === 'call') for (;;); });`;
const noMemory = `VideoEncoder.prototype.encode = () => { throw new RangeError('Array buffer allocation failed'); };`;
const noDecoder = `VideoDecoder.isConfigSupported = async (config) => ({ supported: false, config });`;
const noStorage = `navigator.storage.getDirectory = () => Promise.reject(new DOMException('private window', 'SecurityError'));`;
const noPlace = `FileSystemFileHandle.prototype.createWritable = () => Promise.reject(new DOMException('refused', 'NotAllowedError'));`;
const endlessCopy = `
self.addEventListener('message', ({ data }) => {
  if (data.name !== 'deliver') return;
  Blob.prototype.stream = () => new ReadableStream({ start: (to) => to.enqueue(new Uint8Array(1000)) });
});`;
/** Somebody writes after our last byte. */
const stain = `
const { flush } = FileSystemSyncAccessHandle.prototype;
FileSystemSyncAccessHandle.prototype.flush = function () {
  this.write(new TextEncoder().encode('+48.8584+002.2945/'), { at: this.getSize() });
  flush.call(this);
};`;
const failingModel = `
const { postMessage } = MessagePort.prototype;
MessagePort.prototype.postMessage = function (message, ...rest) {
  const isRun = message?.outputs && Object.keys(message.outputs).length > 0;
  postMessage.call(this, isRun ? { id: message.id, error: 'planted' } : message, ...rest);
};`;
const endModels = `self.addEventListener('message', () => { throw new Error('planted'); });`;

describe('a failure of a look', () => {
  it.each([
    ['a model that fails', 'session-worker', failingModel, /^inference: .*A model failed: planted/],
    ['models that end', 'session-worker', endModels, /^inference: .*worker of the models ended/],
    ['a worker that ends', 'job-worker', endWorker, /^crashed: The worker for this file ended unexpectedly\.$/],
  ] as const)('%s is told, and never taken for nothing found', async (_, worker, code, sentence) => {
    await openPlanted(worker, code);
    expect(await outcomeOf('look')).toMatch(sentence);
  });

  it('a worker without a sign of life for a minute is given up', async () => {
    const { page } = web;
    await page.clock.install();
    await openPlanted('job-worker', hangWorker);
    const outcome = outcomeOf('look');
    await page.waitForTimeout(500);
    await page.clock.fastForward('01:01');
    expect(await outcome).toBe('stalled: The worker for this file gave no sign of life for 60 s.');
    await page.clock.resume();
  });

  it('a video that this browser cannot decode is refused in one sentence when it is opened', async () => {
    await expect(openPlanted('job-worker', noDecoder)).rejects.toThrow(
      /This browser cannot decode avc1\.[0-9a-f]+: the command line can\./,
    );
  });
});

describe('a failure of a save', () => {
  it.each([
    ['without memory', noMemory, /^out-of-memory: The browser has no memory left for this file\.$/],
    ['of a copy with a byte too many', stain, /^leak: The hidden copy was discarded, because its check failed: /],
  ])('%s leaves no file', async (_, code, sentence) => {
    await openPlanted('job-worker', code);
    expect(await outcomeOf('save')).toMatch(sentence);
    expect(await storedSizes()).toEqual([]);
  });

  it('where there is no private storage: the copy is held in memory, and that is said', async () => {
    await openPlanted('job-worker', noStorage);
    const saved = await web.save(plan, join(folder, 'from-memory.mp4'));
    expect(saved.storage).toBe('memory');
    expect(saved.warnings).toEqual([expect.stringContaining('no private storage')]);
    expect(await storedSizes()).toEqual([]);
  });
});

describe('a copy on its way to the place that was chosen', () => {
  it('is not there where the place refuses it', async () => {
    await openPlanted('job-worker', noPlace);
    expect(await outcomeOf('deliver')).toMatch(
      /^storage: The place that was chosen for the copy cannot be written to\.$/,
    );
  });

  it('is not there before it is whole, and not at all where it is stopped', async () => {
    await openPlanted('job-worker', endlessCopy);
    expect(await outcomeOf('deliver', 3000)).toMatch(/signal timed out/);
    const chosen = await web.page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      return (await (await root.getFileHandle('chosen.mp4')).getFile()).size;
    });
    expect(chosen).toBe(0);
  });
});
