import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OptionsError } from '@passerby/engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hideFile } from './hide-file.ts';
import { createWorkerPool, type WorkerPool } from './job/worker-pool.ts';

const processUrl = new URL('../dist/job/worker-process.js', import.meta.url);

// Writes "hidden" as the output; what is special is told by the name of the input.
const bodies = `
  import { writeFileSync } from 'node:fs';
  import { basename } from 'node:path';
  export const runHideJob = async ({ input, temporaryOutput, wantsPlan, fromPlan }, context) => {
    const name = basename(input);
    writeFileSync(temporaryOutput, 'hidden' + (fromPlan ?? ''));
    context.progress({ step: 'hide', done: 1, total: 1 });
    if (name === 'slow.jpg') await new Promise(() => {});
    return { kind: 'hide', media: 'photo', extension: name === 'odd.jpg' ? '.png' : '.jpg', width: 2, height: 2, frameCount: 1,
      durationSeconds: 0, preset: 'head', text: 'all', effect: 'solid', bitsPerTrack: 0, warnings: [], notes: [], removed: [], verified: true, models: [],
      findings: name === 'leak.jpg' ? [{ kind: 'face', severity: 'leak', text: 'A face is visible.' }] : [],
      totals: { faces: '0', texts: '0', regions: '0', kept: '0' }, inputSha256: '0'.repeat(64), plan: wantsPlan ? '{"plan":1}' : undefined };
  };
  export const runVerifyJob = async () => {};
`;
const workerModule = new URL(`data:text/javascript,${encodeURIComponent(bodies)}`);
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);

let folder = '';
let pool: WorkerPool;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-hide-file-'));
  pool = createWorkerPool({ size: 1, processUrl, workerModule });
});

afterEach(async () => {
  await pool[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function input(name: string): Promise<string> {
  await writeFile(join(folder, name), jpeg);
  return join(folder, name);
}

const output = (): string => join(folder, 'out.jpg');

describe('hideFile', () => {
  it('releases what its worker finished, and tells its hash and progress', async () => {
    const steps: string[] = [];
    const result = await hideFile(await input('a.jpg'), output(), { pool, onProgress: ({ step }) => steps.push(step) });
    expect(await readFile(output(), 'utf8')).toBe('hidden');
    expect(result.output).toBe(output());
    expect(result.outputSha256).toBe('e564b4081d7a9ea4b00dada53bdae70c99b87b6fce869f0c3dd4d2bfa1e53e1c');
    expect(steps).toEqual(['hide']);
    expect(await readdir(folder)).toEqual(['a.jpg', 'out.jpg']);
  });

  it('discards an output in which a leak was found', async () => {
    const hidden = hideFile(await input('leak.jpg'), output(), { pool, planFile: join(folder, 'plan.json') });
    await expect(hidden).rejects.toMatchObject({ code: 'leak', findings: [{ kind: 'face', severity: 'leak' }] });
    expect(await readdir(folder)).toEqual(['leak.jpg']);
  });

  it('writes the plan only when asked, and hands a plan on', async () => {
    const file = await input('a.jpg');
    const planFile = join(folder, 'plan.json');
    await hideFile(file, output(), { pool, planFile });
    expect(await readFile(planFile, 'utf8')).toBe('{"plan":1}');
    await hideFile(file, output(), { pool, fromPlanFile: planFile, overwrite: true });
    expect(await readFile(output(), 'utf8')).toBe('hidden{"plan":1}');
  });

  it('lets the name follow the ending that the output gets', async () => {
    const result = await hideFile(await input('odd.jpg'), (extension) => join(folder, `out${extension}`), { pool });
    expect(result.output).toBe(join(folder, 'out.png'));
  });

  it('refuses a name whose ending says something else, before and after the work', async () => {
    await expect(hideFile(await input('a.jpg'), join(folder, 'out.mp4'), { pool })).rejects.toThrow(OptionsError);
    await expect(hideFile(await input('odd.jpg'), output(), { pool })).rejects.toThrow('ends in .png');
    expect(await readdir(folder)).toEqual(['a.jpg', 'odd.jpg']);
  });

  it('never writes over its own input or, unasked, over anything', async () => {
    const file = await input('a.jpg');
    await expect(hideFile(file, file, { pool, overwrite: true })).rejects.toThrow('its own input');
    await writeFile(output(), 'older');
    await expect(hideFile(file, output(), { pool })).rejects.toThrow('exists already');
    expect(await readFile(output(), 'utf8')).toBe('older');
    expect(await readFile(file)).toEqual(jpeg);
  });

  it('leaves nothing when it is aborted', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const file = await input('slow.jpg');
    const onProgress = (): void => controller.abort(reason);
    await expect(hideFile(file, output(), { pool, signal: controller.signal, onProgress })).rejects.toBe(reason);
    expect(await readdir(folder)).toEqual(['slow.jpg']);
  });

  it('refuses folders, missing files and options that it does not know', async () => {
    await expect(hideFile(folder, output(), { pool })).rejects.toMatchObject({ code: 'file-system' });
    await expect(hideFile(join(folder, 'no.jpg'), output(), { pool })).rejects.toMatchObject({ code: 'file-system' });
    await expect(
      hideFile(await input('a.jpg'), output(), { pool, fromPlanFile: join(folder, 'no.json') }),
    ).rejects.toThrow('The plan cannot be read: There is no such file or folder.');
    await expect(hideFile('a.jpg', output(), { blurry: true } as never)).rejects.toThrow(OptionsError);
  });
});
