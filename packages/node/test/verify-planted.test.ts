import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorkerPool, verifyFile, type WorkerPool } from '@passerby/node';
import { plantCanaries, type PlantedFile } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder = '';
let planted: readonly PlantedFile[] = [];
let pool: WorkerPool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-verify-planted-'));
  planted = await plantCanaries(folder);
  pool = createWorkerPool({ size: 1 });
});

afterAll(async () => {
  await pool[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Kinds of leaks that verify finds in the planted file whose name ends so. */
async function leaksIn(ending: string): Promise<readonly string[]> {
  const { file } = planted.find((candidate) => candidate.file.endsWith(ending)) as PlantedFile;
  const { findings } = await verifyFile(file, { text: 'none', pool });
  for (const { advice } of findings) expect(advice).toBeDefined();
  return [...new Set(findings.filter(({ severity }) => severity === 'leak').map(({ kind }) => kind))];
}

describe('verifyFile on what other tools leave in files', () => {
  it('shows thumbnails and second pictures to the face detector', async () => {
    const leaks = await leaksIn('-second-pictures.jpg');
    expect(leaks).toEqual(expect.arrayContaining(['second-picture', 'embedded-face', 'trailing-data']));
  });

  it('looks at the frames of a film behind a photo', async () => {
    const leaks = await leaksIn('-motion.jpg');
    expect(leaks).toEqual(expect.arrayContaining(['embedded-file', 'embedded-face', 'trailing-data']));
  });

  it('looks at frames that an edit list hides', async () => {
    expect(await leaksIn('-hidden-frames.mp4')).toEqual(expect.arrayContaining(['hidden-frames', 'unshown-face']));
  });

  it('lists what is in containers that are not accounted for, and looks at covers', async () => {
    const leaks = await leaksIn('-attachments.mkv');
    expect(leaks).toEqual(
      expect.arrayContaining(['unknown-container', 'subtitles', 'metadata', 'embedded-face', 'unshown-face']),
    );
  });

  it('hears that there is sound, unless it was kept on purpose', async () => {
    expect(await leaksIn('-sound.mov')).toContain('sound');
    const { file } = planted.find((candidate) => candidate.file.endsWith('-sound.mov')) as PlantedFile;
    const { findings } = await verifyFile(file, { text: 'none', audio: 'keep', pool });
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'sound', severity: 'accepted' }));
  });
});
