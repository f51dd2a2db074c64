import { appendFile, copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeClip, writePhoto, type StreetTruth } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEvents, runPasserby, type Ended, type JsonEvent } from './run-passerby.ts';

let folder = '';
let truth: StreetTruth;

/** Hidden once; every test looks at copies of them or at the files themselves. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-verify-'));
  await writePhoto(join(folder, 'photo.jpg'), { seed: 'verify', width: 640, height: 360 });
  truth = await writeClip(join(folder, 'street.mp4'), { seed: 'verify', width: 480, height: 270, seconds: 2 });
  const { stderr } = await runPasserby(['hide', 'photo.jpg', 'street.mp4', '--plan', 'plans'], folder);
  if (stderr !== '') throw new Error(stderr);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

function findingsIn({ stdout }: Ended): readonly JsonEvent[] {
  return readEvents(stdout).filter(({ event }) => event === 'finding');
}

/** When somebody's face is seen for five frames in a row, in seconds. */
function findVisit(): { readonly from: number; readonly through: number } {
  const frames = truth.frames.map(({ people }) =>
    people.filter(({ face, faceVisible }) => face !== 'behind' && face.width >= 16 && faceVisible > 0.6),
  );
  for (let at = 5; at + 5 <= frames.length; at++) {
    for (const { track } of frames[at] ?? []) {
      const isThroughout = frames.slice(at, at + 5).every((people) => people.some((person) => person.track === track));
      if (isThroughout) return { from: at / truth.fps, through: (at + 4) / truth.fps };
    }
  }
  throw new Error('Expected the drawn clip to show somebody for five frames.');
}

interface SomePlan {
  tracks: { id: string; fromSeconds: number; throughSeconds: number }[];
}

describe('passerby verify', () => {
  it('passes what hide made, with and without the plan and the original, and says what it did not look for', async () => {
    const alone = await runPasserby(['verify', 'photo.hidden.jpg', 'street.hidden.mp4'], folder);
    expect(alone).toMatchObject({ exitCode: 0, stderr: '' });
    expect(alone.stdout).toContain('street.hidden.mp4: no leak was found.');
    expect(alone.stdout).toContain('Not looked for: clothes');
    expect(alone.stdout).not.toMatch(/anonym/i);
    const beside = ['--plan', 'plans/street.plan.json', '--against', 'street.mp4', '--json'];
    const checked = await runPasserby(['verify', 'street.hidden.mp4', ...beside], folder);
    expect(checked.exitCode).toBe(0);
    const findings = findingsIn(checked);
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'changed-share', severity: 'notice' }));
    expect(findings.filter(({ kind }) => kind === 'other-length' || kind === 'outside-regions')).toEqual([]);
  });

  it('finds a head that was left clear for five frames, and when', async () => {
    const { from, through } = findVisit();
    const plan = JSON.parse(await readFile(join(folder, 'plans/street.plan.json'), 'utf8')) as SomePlan;
    plan.tracks = plan.tracks.flatMap((track) =>
      [
        { ...track, throughSeconds: Math.min(track.throughSeconds, from - 0.004) },
        {
          ...track,
          id: ((Number.parseInt(track.id[0] ?? '0', 16) + 1) % 16).toString(16) + track.id.slice(1),
          fromSeconds: Math.max(track.fromSeconds, through + 0.004),
        },
      ].filter(({ fromSeconds, throughSeconds }) => fromSeconds <= throughSeconds),
    );
    await writeFile(join(folder, 'short.plan.json'), JSON.stringify(plan));
    const hide = ['hide', 'street.mp4', '--from-plan', 'short.plan.json', '--no-verify', '-o', 'short.mp4'];
    expect((await runPasserby(hide, folder)).exitCode).toBe(0);
    for (const more of [[], ['--plan', 'short.plan.json']]) {
      const verified = await runPasserby(['verify', 'short.mp4', '--json', '--text', 'none', ...more], folder);
      expect(verified.exitCode).toBe(1);
      const faces = findingsIn(verified).filter(({ kind, severity }) => kind === 'face' && severity === 'leak');
      expect(faces.length).toBeGreaterThan(0);
      for (const { seconds, advice } of faces) {
        expect(seconds).toBeGreaterThanOrEqual(from - 0.001);
        expect(seconds).toBeLessThanOrEqual(through + 0.001);
        expect(advice).toContain('Hide it');
      }
    }
  });

  it('tells what hangs on behind a photo, and that it shows a face', async () => {
    await copyFile(join(folder, 'photo.hidden.jpg'), join(folder, 'tail.jpg'));
    await appendFile(join(folder, 'tail.jpg'), await readFile(join(folder, 'photo.jpg')));
    const { size } = await stat(join(folder, 'photo.hidden.jpg'));
    const verified = await runPasserby(['verify', 'tail.jpg', '--json'], folder);
    expect(verified.exitCode).toBe(1);
    expect(findingsIn(verified)).toContainEqual(
      expect.objectContaining({ kind: 'embedded-face', severity: 'leak', offset: size }),
    );
    const people = await runPasserby(['verify', 'tail.jpg'], folder);
    expect(people.stderr).toBe('passerby: tail.jpg: a leak was found.\n');
    expect(people.stdout).toMatch(/leak: at byte \d+: [\s\S]+to do: /);
  });

  it('draws a contact sheet, once, readable by its owner only', async () => {
    const sheet = ['verify', 'street.hidden.mp4', '--plan', 'plans/street.plan.json', '--sheet', 'sheet.png'];
    expect((await runPasserby(sheet, folder)).exitCode).toBe(0);
    const bytes = await readFile(join(folder, 'sheet.png'));
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    if (process.platform !== 'win32') expect((await stat(join(folder, 'sheet.png'))).mode & 0o777).toBe(0o600);
    const again = await runPasserby(sheet, folder);
    expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('exists already') });
    expect(await readFile(join(folder, 'sheet.png'))).toEqual(bytes);
  });

  it('refuses a sheet for several files and one that is no PNG, with exit code 2', async () => {
    for (const argv of [
      ['a.jpg', 'b.jpg', '--sheet', 's.png'],
      ['a.jpg', '--sheet', 's.jpg'],
      ['a.jpg', '--color', 'grey'],
      ['a.jpg', '--audio', 'loud'],
    ]) {
      const { exitCode, stdout, stderr } = await runPasserby(['verify', ...argv], folder);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^passerby: [^\n]+\n$/);
    }
  });
});
