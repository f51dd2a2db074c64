import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFilledPixels, measureExposure, readRgbFrames, writeClip, type StreetTruth } from '@passerby/street';
import { createWorkerPool, hideFile, type WorkerPool } from '@passerby/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder = '';
let clip = '';
let truth: StreetTruth | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-planted-'));
  clip = join(folder, 'street.mp4');
  truth = await writeClip(clip, { seed: 'planted', seconds: 3, width: 320, height: 180, fps: 20 });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const magenta = [255, 0, 255] as const;

/** A pool whose face model fails in the runs `fault` names. */
function openPool(fault: string): WorkerPool {
  const workerModule = new URL(`./planted-bodies.js?fault=${fault}`, import.meta.url);
  return createWorkerPool({ size: 1, workerModule, stallTimeoutMs: 20_000 });
}

function hideIn(pool: WorkerPool, signal?: AbortSignal): Promise<{ readonly output: string }> {
  return hideFile(clip, join(folder, 'street.hidden.mp4'), { pool, text: 'none', color: '#ff00ff', signal });
}

/** Hides the clip with a face model that fails in the runs `fault` names. */
async function hideWithFault(fault: string, signal?: AbortSignal): Promise<{ readonly output: string }> {
  await using pool = openPool(fault);
  return await hideIn(pool, signal);
}

/** Processes that this one started and that are still there. */
async function childrenOf(parent: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,stat=,comm=']);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, state, name]) => Number(ppid) === parent && !state?.startsWith('Z') && name !== 'ps')
    .map(([pid]) => Number(pid));
}

describe('a face model that fails in the middle of a video', () => {
  it.each([
    ['throws', 'throw,3'],
    ['hangs', 'hang,3'],
    ['answers NaN', 'nan,3'],
    ['answers in another shape', 'shape,3'],
    ['takes its process with it', 'crash,3'],
  ])('stops the file and leaves nothing when it %s', async (_name, fault) => {
    await expect(hideWithFault(fault)).rejects.toThrow(/./);
    expect(await readdir(folder)).toEqual(['street.mp4']);
  });

  it.each([
    ['threw', 'throw,3', 'planted'],
    ['hung', 'hang,3', 'gave no answer within 1.5 s'],
    ['answered NaN', 'nan,3', 'NaN'],
  ])('tells the frame at which it %s', async (_name, fault, why) => {
    const failure = hideWithFault(fault);
    await expect(failure).rejects.toThrow(/at frame \d+/);
    await expect(failure).rejects.toThrow(why);
  });

  // There `ps` is another program.
  it.skipIf(process.platform === 'win32').each(['throw,3', 'hang,3', 'nan,3', 'crash,3'])(
    'ends the process of %s while its pool goes on: a run that hangs would go on eating a core',
    async (fault) => {
      const before = await childrenOf(process.pid);
      await using pool = openPool(fault);
      await expect(hideIn(pool)).rejects.toThrow(/./);
      expect((await childrenOf(process.pid)).filter((id) => !before.includes(id))).toEqual([]);
    },
  );

  it('leaves nothing when the file is aborted', async () => {
    await expect(hideWithFault('none', AbortSignal.timeout(700))).rejects.toThrow(/abort|timeout/i);
    expect(await readdir(folder)).toEqual(['street.mp4']);
  });
});

describe('a face model that finds nothing for a second', () => {
  it('exposes nobody: tracks bridge it, or the check of the output finds who is left', async () => {
    // Two runs a look, three looks a second at least: these are the looks at 20 frames and more.
    const { output } = await hideWithFault('nothing,6,12');
    const hidden = [...readRgbFrames(output)].map((frame) => findFilledPixels(frame, magenta));
    await rm(output);
    const { people } = measureExposure(truth ?? expect.fail('no clip'), hidden);
    expect(people.length).toBeGreaterThan(0);
    expect(people.filter(({ exposedFrames }) => exposedFrames.length > 0)).toEqual([]);
  });
});
