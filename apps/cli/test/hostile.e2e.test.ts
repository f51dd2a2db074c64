import { execFile, spawnSync } from 'node:child_process';
import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runReportSchema } from '@passerby/node';
import { drawSpecimens, writePhoto } from '@passerby/street';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { program, readEvents, runPasserby, runProgram, startPasserby, type Ended } from './run-passerby.ts';

const isWindows = process.platform === 'win32';
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
const quick = ['--text', 'none', '--no-verify'];

let drawn = '';
let folder = '';
const specimens = new Map<string, Buffer>();

beforeAll(async () => {
  drawn = await mkdtemp(join(tmpdir(), 'passerby-hostile-drawn-'));
  await writePhoto(join(drawn, 'street.jpg'), { seed: 'hostile', width: 320, height: 180 });
  for (const { name, bytes } of await drawSpecimens(drawn)) specimens.set(name, bytes);
});

afterAll(async () => {
  await rm(drawn, { recursive: true });
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-hostile-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function put(name: string, specimen?: string): Promise<void> {
  await mkdir(join(folder, name, '..'), { recursive: true });
  if (specimen === undefined) await copyFile(join(drawn, 'street.jpg'), join(folder, name));
  else await writeFile(join(folder, name), specimens.get(specimen)!);
}

/** Every failure is one line on stderr: the name, then a sentence that does not blame us. */
function expectFailures({ exitCode, stderr }: Ended, count: number): void {
  expect(exitCode).toBe(1);
  const lines = stderr.trimEnd().split('\n');
  expect(lines).toHaveLength(count);
  for (const line of lines) expect(line).toMatch(/^passerby: [^:]+: [A-Z].+\.$/);
  expect(stderr).not.toContain('bug in Passerby');
}

describe('passerby hide, names that lie', () => {
  it('goes by what a file holds', async () => {
    await put('a.jpg', 'h264.mp4');
    await put('b.mp4');
    await put('c.txt', 'animation.gif');
    await put('d', 'lossy.webp');
    const { exitCode, stdout } = await runPasserby(['hide', ...quick, 'a.jpg', 'b.mp4', 'c.txt', 'd'], folder);
    expect(stdout).toContain('4 hidden, 0 failed, 0 skipped.');
    expect(exitCode).toBe(0);
    expect(await readdir(folder)).toEqual(
      expect.arrayContaining(['a.hidden.mp4', 'b.hidden.jpg', 'c.hidden.gif', 'd.hidden.webp']),
    );
  });

  it.skipIf(isWindows)('prints each name on one line, whatever it holds', async () => {
    await put('line\nbreak \u001b[2J.jpg');
    const { exitCode, stdout } = await runPasserby(['hide', ...quick, folder], folder);
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('\u001b');
    expect(stdout.split('\n').filter((line) => line.includes('→'))).toHaveLength(1);
    expect(await readdir(folder)).toContain('line\nbreak \u001b[2J.hidden.jpg');
  });
});

describe('passerby hide, the receipt', () => {
  it('says which kinds of things were removed, in words and in the report, and no values', async () => {
    await put('a.jpg', 'baseline.jpg');
    const { exitCode, stdout } = await runPasserby(['hide', ...quick, 'a.jpg', '--report', 'report.json'], folder);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/ {2}Removed: GPS-like data, camera data \(EXIF\)[^\n]*\.\n/);
    const text = await readFile(join(folder, 'report.json'), 'utf8');
    const [file] = runReportSchema.parse(JSON.parse(text)).files;
    expect(file?.removed).toEqual(expect.arrayContaining(['gps-like', 'exif']));
    expect(text).not.toMatch(/Drawn|Specimen/);
  });
});

describe.skipIf(isWindows)('passerby hide, folders with ways out', () => {
  it('follows no link and opens no pipe in a folder, and says so', async () => {
    await put(join('in', 'a.jpg'));
    await put(join('outside', 'secret.jpg'));
    await symlink(join(folder, 'outside', 'secret.jpg'), join(folder, 'in', 'link.jpg'));
    await symlink(join(folder, 'outside'), join(folder, 'in', 'folder'));
    await symlink(join(folder, 'in'), join(folder, 'in', 'loop'));
    await promisify(execFile)('mkfifo', [join(folder, 'in', 'pipe.jpg')]);
    const { exitCode, stdout } = await runPasserby(['hide', ...quick, 'in', '-o', 'out'], folder);
    expect(stdout).toContain('1 hidden, 0 failed, 4 skipped.');
    expect(stdout.match(/a link, not followed, not checked\./g)).toHaveLength(3);
    expect(stdout).toContain('pipe.jpg: a device or a pipe, not checked.');
    expect(exitCode).toBe(0);
    expect(await readdir(join(folder, 'out'), { recursive: true })).toEqual(['a.hidden.jpg']);
    expect(await readdir(join(folder, 'outside'))).toEqual(['secret.jpg']);
  });

  it('follows a link that is named, and writes beside the link', async () => {
    await put(join('real', 'a.jpg'));
    await symlink(join(folder, 'real', 'a.jpg'), join(folder, 'link.jpg'));
    const { exitCode } = await runPasserby(['hide', ...quick, 'link.jpg'], folder);
    expect(exitCode).toBe(0);
    expect(await readdir(folder)).toContain('link.hidden.jpg');
    expect(await readdir(join(folder, 'real'))).toEqual(['a.jpg']);
  });
});

// The administrator may do everything: then somebody else, at home in the folder of the test.
const asNobody = ['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups', 'env', '-u', 'XDG_DATA_HOME'];

function runUnprivileged(argv: readonly string[]): Promise<Ended> {
  if (!isRoot) return runPasserby(argv, folder);
  return runProgram('setpriv', [...asNobody, `HOME=${folder}`, process.execPath, program, ...argv], folder);
}

function canRunUnprivileged(): boolean {
  if (!isRoot) return !isWindows;
  return spawnSync('setpriv', [...asNobody, process.execPath, program, '-v'], { stdio: 'ignore' }).status === 0;
}

describe.skipIf(!canRunUnprivileged())('passerby hide, without the rights', () => {
  it('fails what it may not read and where it may not write, and hides the rest', async () => {
    await put(join('in', 'a.jpg'));
    await put(join('in', 'secret.jpg'));
    await put(join('in', 'closed', 'b.jpg'));
    await put(join('locked', 'c.jpg'));
    await mkdir(join(folder, 'out'));
    if (isRoot) for (const name of ['', 'out']) await chown(join(folder, name), nobody, nobody);
    await chmod(join(folder, 'in', 'a.jpg'), 0o644);
    await chmod(join(folder, 'locked', 'c.jpg'), 0o644);
    await chmod(join(folder, 'in', 'secret.jpg'), 0o000);
    await chmod(join(folder, 'in', 'closed'), 0o000);
    await chmod(join(folder, 'locked'), 0o555);
    const intoOut = await runUnprivileged(['hide', ...quick, 'in', '-o', 'out']);
    const beside = await runUnprivileged(['hide', ...quick, join('locked', 'c.jpg')]);
    for (const name of ['locked', join('in', 'closed')]) await chmod(join(folder, name), 0o755);
    expectFailures(intoOut, 2);
    expect(intoOut.stderr.match(/may not be read or written with your rights\./g)).toHaveLength(2);
    expect(await readdir(join(folder, 'out'))).toEqual(['a.hidden.jpg']);
    expectFailures(beside, 1);
    expect(await readdir(join(folder, 'locked'))).toEqual(['c.jpg']);
  });
});

const canMount = isRoot && spawnSync('unshare', ['-m', 'true'], { stdio: 'ignore' }).status === 0;

/** Runs on a file system of its own, mounted at `target` where nobody else sees it and prepared by a line of shell; then lists what is there. */
async function runOnMount(
  options: string,
  prepare: string,
  argv: readonly string[],
): Promise<Ended & { readonly left: string }> {
  const script = `mount -t tmpfs -o ${options} tmpfs target; ${prepare}; "$@"; code=$?; ls -A target > left; exit $code`;
  const command = ['-m', '/bin/sh', '-c', script, 'sh', process.execPath, program, ...argv];
  const ended = await runProgram('unshare', command, folder);
  return { ...ended, left: await readFile(join(folder, 'left'), 'utf8') };
}

describe.skipIf(!canMount)('passerby hide, file systems that refuse', () => {
  beforeEach(async () => {
    await mkdir(join(folder, 'target'));
    await put('a.jpg');
    await put('clip.mp4', 'jpeg.mov');
  });

  it('fails on one that is read-only, in one sentence for each file', async () => {
    const ended = await runOnMount('ro', ':', ['hide', ...quick, 'a.jpg', 'clip.mp4', '-o', 'target']);
    expectFailures(ended, 2);
    expect(ended.stderr.match(/: The target is on a read-only file system\./g)).toHaveLength(2);
  });

  it('fails on one that is full, and leaves nothing there', async () => {
    const ended = await runOnMount('size=64k', 'cat /dev/zero > target/others 2>/dev/null', [
      'hide',
      ...quick,
      'a.jpg',
      'clip.mp4',
      '-o',
      'target',
    ]);
    expectFailures(ended, 2);
    expect(ended.left).toBe('others\n');
  });
});

/** Resident memory in bytes, where the system tells. */
async function residentBytes(pid: number | undefined): Promise<number | undefined> {
  const pages = await readFile(`/proc/${pid}/statm`, 'utf8').then(
    (text) => Number(text.split(' ')[1]),
    () => undefined, // gone already, or not Linux
  );
  return pages === undefined ? undefined : pages * 4096;
}

describe('passerby hide, many files', () => {
  it('tells of each of 300 files in one line, and fails those that are broken', async () => {
    const names = ['baseline.jpg', 'alpha.png', 'lossy.webp', 'lzw.tif', 'still.gif'] as const;
    await mkdir(join(folder, 'in'));
    const broken = new Set<string>();
    for (let i = 0; i < 300; i++) {
      const name = names[i % names.length]!;
      const file = `${i}-${name}`;
      const bytes = specimens.get(name)!;
      const isBroken = i % 30 === 7;
      if (isBroken) broken.add(join('in', file));
      await writeFile(join(folder, 'in', file), isBroken ? bytes.subarray(0, 20) : bytes);
    }
    const { child, ended } = startPasserby(
      ['hide', ...quick, '--json', '--quality', 'fast', 'in', '-o', 'out'],
      folder,
    );
    const sizes: number[] = [];
    const watch = setInterval(() => {
      void residentBytes(child.pid).then((bytes) => bytes !== undefined && sizes.push(bytes));
    }, 200);
    const { exitCode, stdout, stderr } = await ended;
    clearInterval(watch);
    expect(exitCode).toBe(1);
    const events = readEvents(stdout);
    const files = events.filter(({ event }) => event === 'file');
    expect(new Set(files.map(({ file }) => file)).size).toBe(300);
    expect(files).toHaveLength(300);
    expect(files.filter(({ status }) => status === 'failed').map(({ file }) => file)).toEqual(
      expect.arrayContaining([...broken]),
    );
    expect(events.at(-1)).toEqual({ event: 'summary', hidden: 290, failed: 10, skipped: 0 });
    expect(stderr.trimEnd().split('\n')).toHaveLength(10);
    expect(await readdir(join(folder, 'out'))).toHaveLength(290);
    const third = Math.floor(sizes.length / 3);
    const growth = Math.max(...sizes.slice(-third)) - Math.max(...sizes.slice(0, third));
    if (sizes.length > 9) expect(growth).toBeLessThan(60e6);
  });
});
