import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeClip } from '@passerby/street';
import { createWorkerPool, hideFile } from '@passerby/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder = '';
let clip = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-planted-'));
  clip = join(folder, 'street.mp4');
  await writeClip(clip, { seed: 'planted', seconds: 3, width: 320, height: 180, fps: 20 });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Hides the clip with a face model that fails in the runs `fault` names. */
async function hideWithFault(fault: string, signal?: AbortSignal): Promise<unknown> {
  const workerModule = new URL(`./planted-bodies.js?fault=${fault}`, import.meta.url);
  await using pool = createWorkerPool({ size: 1, workerModule, stallTimeoutMs: 20_000 });
  return await hideFile(clip, join(folder, 'street.hidden.mp4'), { pool, text: 'none', signal });
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

  it('tells the frame at which it failed', async () => {
    await expect(hideWithFault('throw,3')).rejects.toThrow(/at frame \d+/);
  });

  it('leaves nothing when the file is aborted', async () => {
    await expect(hideWithFault('none', AbortSignal.timeout(700))).rejects.toThrow(/abort|timeout/i);
    expect(await readdir(folder)).toEqual(['street.mp4']);
  });
});
