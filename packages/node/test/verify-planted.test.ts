import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorkerPool, verifyFile, type WorkerPool } from '@passerby/node';
import { plantCanaries, writeClip, type PlantedFile } from '@passerby/street';
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
    const { file } = planted.find((candidate) => candidate.file.endsWith('-second-pictures.jpg')) as PlantedFile;
    const clip = join(folder, 'clip.mp4');
    await writeClip(clip, { seed: 'film-behind-a-photo', stratum: 'street', seconds: 0.4 });
    const photo = await readFile(file);
    const motion = join(folder, 'motion.jpg');
    await writeFile(motion, Buffer.concat([photo, await readFile(clip)]));
    const { findings } = await verifyFile(motion, { text: 'none', pool });
    const place = { offset: photo.length, severity: 'leak' };
    expect(findings).toContainEqual(expect.objectContaining({ ...place, kind: 'embedded-file' }));
    expect(findings).toContainEqual(
      expect.objectContaining({ ...place, kind: 'embedded-face', text: 'A film inside the file shows a face.' }),
    );
  });

  it('says that nobody looked at a film that cannot be decoded', async () => {
    const { file } = planted.find((candidate) => candidate.file.endsWith('-motion.jpg')) as PlantedFile;
    const cut = join(folder, 'cut.jpg');
    await writeFile(cut, (await readFile(file)).subarray(0, -3000));
    const { findings } = await verifyFile(cut, { text: 'none', pool });
    expect(findings).toContainEqual(
      expect.objectContaining({ kind: 'embedded-face', severity: 'notice', text: expect.stringContaining('film') }),
    );
  });

  it('looks at frames that an edit list hides', async () => {
    expect(await leaksIn('-hidden-frames.mp4')).toEqual(expect.arrayContaining(['hidden-frames', 'unshown-face']));
  });

  it('lists what hangs on to a Matroska film, and looks at covers', async () => {
    const leaks = await leaksIn('-attachments.mkv');
    expect(leaks).toEqual(
      expect.arrayContaining(['subtitles', 'chapters', 'metadata', 'name', 'time', 'embedded-face', 'unshown-face']),
    );
  });

  it('hears that there is sound, unless it was kept on purpose', async () => {
    expect(await leaksIn('-sound.mov')).toContain('sound');
    const { file } = planted.find((candidate) => candidate.file.endsWith('-sound.mov')) as PlantedFile;
    const { findings } = await verifyFile(file, { text: 'none', audio: 'keep', pool });
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'sound', severity: 'accepted' }));
  });
});
