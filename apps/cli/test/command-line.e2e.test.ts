import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReportSchema } from '@passerby/node';
import { writeClip, writePhoto } from '@passerby/street';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { program, readEvents, runPasserby, runProgram } from './run-passerby.ts';

let drawn = '';
let folder = '';

beforeAll(async () => {
  drawn = await mkdtemp(join(tmpdir(), 'passerby-drawn-'));
  await writePhoto(join(drawn, 'street.jpg'), { seed: 'command line', width: 480, height: 270 });
  await writeClip(join(drawn, 'street.mp4'), { seed: 'command line', width: 320, height: 180, seconds: 1.5 });
});

afterAll(async () => {
  await rm(drawn, { recursive: true });
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-cli-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function put(drawing: 'street.jpg' | 'street.mp4', name: string = drawing): Promise<string> {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await copyFile(join(drawn, drawing), join(folder, name));
  return name;
}

async function filesIn(path = ''): Promise<string[]> {
  const entries = await readdir(join(folder, path), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe('passerby', () => {
  it('says its version, helps, and exits with 2 and one sentence on wrong usage', async () => {
    expect(await runPasserby(['--version'], folder)).toMatchObject({ exitCode: 0, stdout: '0.1.0\n', stderr: '' });
    for (const argv of [
      ['help'],
      ['--help'],
      ['help', 'hide'],
      ['hide', '--help'],
      ['verify', '-h'],
      ['demo', '-h'],
      ['models', '-h'],
    ]) {
      const { exitCode, stdout } = await runPasserby(argv, folder);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('passerby ');
    }
    for (const argv of [
      ['frob'],
      ['hide'],
      ['hide', 'a.jpg', '--preset', 'body'],
      ['verify'],
      ['demo', 'x'],
      ['models', 'add'],
    ]) {
      const { exitCode, stdout, stderr } = await runPasserby(argv, folder);
      expect(exitCode).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^passerby: [^\n]+\n$/);
    }
  });

  it('lists the models with their licences', async () => {
    const { exitCode, stdout } = await runPasserby(['models', 'list'], folder);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/yunet: faces[\s\S]+licence: Apache-2.0[\s\S]+retinaface: faces[\s\S]+InsightFace/);
  });
});

describe('passerby hide', () => {
  it('hides a tree into a folder, tells it in JSON lines, and reports without names', async () => {
    await put('street.jpg', join('in', 'day', 'street.jpg'));
    await put('street.mp4', join('in', 'street.mp4'));
    await writeFile(join(folder, 'in', 'notes.txt'), 'no picture');
    const reports = ['--report', 'public.json', '--report-internal', 'internal.json', '--plan', 'plans'];
    const { exitCode, stdout, stderr } = await runPasserby(['hide', 'in', '-o', 'out', '--json', ...reports], folder);
    const events = readEvents(stdout);
    expect(stderr).toBe('');
    expect(events.at(-1)).toEqual({ event: 'summary', hidden: 2, failed: 0, skipped: 1 });
    expect(exitCode).toBe(0);
    const photo = join('out', 'day', 'street.hidden.jpg');
    const video = join('out', 'street.hidden.mp4');
    expect(await filesIn('out')).toEqual([photo, video]);
    expect(await filesIn('plans')).toEqual([
      join('plans', 'day', 'street.plan.json'),
      join('plans', 'street.plan.json'),
    ]);
    expect(events).toContainEqual(
      expect.objectContaining({
        event: 'file',
        file: join('in', 'street.mp4'),
        output: video,
        status: 'hidden',
        error: null,
      }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'file', file: join('in', 'notes.txt'), status: 'skipped' }),
    );
    expect(events).toContainEqual(expect.objectContaining({ event: 'progress', file: join('in', 'street.mp4') }));
    const publicReport = await readFile(join(folder, 'public.json'), 'utf8');
    expect(runReportSchema.parse(JSON.parse(publicReport)).summary).toEqual({ hidden: 2, failed: 0, skipped: 1 });
    expect(publicReport).not.toMatch(/street|"x"/);
    const internalReport = runReportSchema.parse(JSON.parse(await readFile(join(folder, 'internal.json'), 'utf8')));
    expect(
      internalReport.files.map((file) => file.internal?.input).sort((a = '', b = '') => a.localeCompare(b)),
    ).toEqual([join('in', 'day', 'street.jpg'), join('in', 'street.mp4')]);
  });

  it.skipIf(process.platform === 'win32')(
    'writes outputs, plans and reports that only their owner can open',
    async () => {
      await put('street.jpg');
      await runPasserby(
        ['hide', 'street.jpg', '--text', 'none', '--plan', 'plan.json', '--report', 'report.json'],
        folder,
      );
      for (const name of ['street.hidden.jpg', 'plan.json', 'report.json']) {
        expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
      }
    },
  );

  it('gives the same bytes from its own plan, and refuses that plan for another file', async () => {
    await put('street.jpg');
    await runPasserby(['hide', 'street.jpg', '--text', 'none', '--plan', 'plan.json'], folder);
    const again = await runPasserby(
      ['hide', 'street.jpg', '--text', 'none', '--from-plan', 'plan.json', '-o', 'again.jpg'],
      folder,
    );
    expect(again.exitCode).toBe(0);
    expect(await readFile(join(folder, 'again.jpg'))).toEqual(await readFile(join(folder, 'street.hidden.jpg')));
    await put('street.mp4');
    const other = await runPasserby(['hide', 'street.mp4', '--from-plan', 'plan.json'], folder);
    expect(other.exitCode).toBe(1);
    expect(other.stderr).toMatch(/plan/);
    expect(await filesIn()).not.toContain('street.hidden.mp4');
  });

  it('hides a region besides what the plan says, and says whose settings it obeyed', async () => {
    await put('street.jpg');
    await runPasserby(
      ['hide', 'street.jpg', '--preset', 'face', '--text', 'plates', '--plan', 'plan.json', '--no-verify'],
      folder,
    );
    const again = ['hide', 'street.jpg', '--from-plan', 'plan.json', '-o', 'again.jpg', '--report', 'report.json'];
    const { exitCode, stdout } = await runPasserby([...again, '--region', '0,0,1.0,1.0'], folder);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('The plan was obeyed: it hides the face of people, and of text plates.');
    const { channels } = await sharp(join(folder, 'again.jpg')).stats();
    expect(channels.map(({ min, max }) => [min, max])).toEqual([
      [128, 128],
      [128, 128],
      [128, 128],
    ]);
    const report = runReportSchema.parse(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')));
    expect(report.files).toMatchObject([{ preset: 'face', text: 'plates' }]);
  });

  it('never replaces an output unasked', async () => {
    await put('street.jpg');
    await writeFile(join(folder, 'street.hidden.jpg'), 'precious');
    const unasked = await runPasserby(['hide', 'street.jpg', '--text', 'none'], folder);
    expect(unasked.exitCode).toBe(1);
    expect(unasked.stderr).toContain('exists already');
    expect(await readFile(join(folder, 'street.hidden.jpg'), 'utf8')).toBe('precious');
    const asked = await runPasserby(['hide', 'street.jpg', '--text', 'none', '--overwrite'], folder);
    expect(asked.exitCode).toBe(0);
    expect((await readFile(join(folder, 'street.hidden.jpg'))).length).toBeGreaterThan(1000);
  });

  it('never replaces its own input, even when asked to overwrite', async () => {
    await put('street.jpg');
    const before = await readFile(join(folder, 'street.jpg'));
    const { exitCode } = await runPasserby(
      ['hide', 'street.jpg', '-o', 'street.jpg', '--overwrite', '--text', 'none'],
      folder,
    );
    expect(exitCode).not.toBe(0);
    expect(await readFile(join(folder, 'street.jpg'))).toEqual(before);
  });

  it('fails files that it cannot hide, one line each, and hides the others', async () => {
    await put('street.jpg');
    await writeFile(join(folder, 'empty.mp4'), '');
    await writeFile(join(folder, 'noise.jpg'), Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251)));
    await writeFile(join(folder, 'text.png'), 'this is no picture');
    const names = ['empty.mp4', 'noise.jpg', 'text.png', 'missing.jpg', 'street.jpg'];
    const { exitCode, stdout, stderr } = await runPasserby(['hide', ...names, '--text', 'none'], folder);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('1 hidden, 4 failed, 0 skipped.');
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines)
      expect(line).toMatch(/^passerby: (empty\.mp4|noise\.jpg|text\.png|missing\.jpg): [A-Z].+\.$/);
    expect(stderr).not.toMatch(/bug in Passerby/);
    expect(await filesIn()).toEqual(['empty.mp4', 'noise.jpg', 'street.hidden.jpg', 'street.jpg', 'text.png']);
  });

  it.skipIf(process.platform === 'win32')('takes names with newlines, quotes, emoji and leading dashes', async () => {
    const names = ['-o.jpg', 'a"b\'c.jpg', 'line\nbreak.jpg', '👩‍👧 $(x) %d.jpg', 'concat:a.jpg'];
    for (const name of names) await put('street.jpg', name);
    const { exitCode, stdout } = await runPasserby(
      ['hide', '--text', 'none', '--no-verify', '--json', '--', ...names],
      folder,
    );
    expect(readEvents(stdout).at(-1)).toMatchObject({ hidden: names.length, failed: 0 });
    expect(exitCode).toBe(0);
    for (const name of names) expect(await filesIn()).toContain(name.replace(/\.jpg$/, '.hidden.jpg'));
  });

  it.skipIf(process.platform === 'win32')(
    'fails a file whose output finds no room, and leaves nothing of it',
    async () => {
      await put('street.mp4');
      const limited = ['-c', 'ulimit -f 16 && exec "$0" "$@"', process.execPath, program];
      const { exitCode, stderr } = await runProgram(
        '/bin/sh',
        [...limited, 'hide', 'street.mp4', '--text', 'none'],
        folder,
      );
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^passerby: street\.mp4: [^\n]+\n$/);
      expect(stderr).not.toMatch(/bug in Passerby/);
      expect(await filesIn()).toEqual(['street.mp4']);
    },
  );

  it('is quiet when asked', async () => {
    await put('street.jpg');
    expect(await runPasserby(['hide', 'street.jpg', '--text', 'none', '--quiet'], folder)).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
  });
});

describe('passerby verify', () => {
  it('passes what was hidden and fails what was not', async () => {
    await put('street.jpg');
    await runPasserby(['hide', 'street.jpg'], folder);
    expect((await runPasserby(['verify', 'street.hidden.jpg'], folder)).exitCode).toBe(0);
    const { exitCode, stdout } = await runPasserby(['verify', 'street.jpg', '--json'], folder);
    expect(exitCode).toBe(1);
    const events = readEvents(stdout);
    expect(events).toContainEqual(expect.objectContaining({ event: 'finding', kind: 'face', severity: 'leak' }));
    expect(events.at(-1)).toEqual({ event: 'summary', verified: 0, failed: 1, skipped: 0 });
  });
});
