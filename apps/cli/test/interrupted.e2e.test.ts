import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeClip, writePhoto } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPasserby, type Running } from './run-passerby.ts';

const inputs = ['street.jpg', 'street.mp4'];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-interrupted-'));
  await writePhoto(join(folder, 'street.jpg'), { seed: 'interrupted', width: 320, height: 180 });
  await writeClip(join(folder, 'street.mp4'), { seed: 'interrupted', width: 640, height: 360, seconds: 6 });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Starts to hide the clip and waits until its frames move. */
async function startInMidFile(argv: readonly string[]): Promise<Running> {
  const running = startPasserby(['hide', ...argv, '--json', '--text', 'none'], folder);
  await new Promise<void>((resolve) => {
    running.child.stdout?.on('data', (text: string) => text.includes('"progress"') && resolve());
  });
  expect((await readdir(folder)).some((name) => name.startsWith('.passerby-'))).toBe(true);
  return running;
}

async function workersOf(parent: number | undefined): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, ppid]) => ppid === parent)
    .map(([pid]) => pid as number);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function until(condition: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
  for (const end = Date.now() + limitMs; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (await condition()) return true;
  }
  return condition();
}

// Windows knows neither these signals nor `ps`.
describe.skipIf(process.platform === 'win32')('passerby hide, ended in mid-file', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('leaves nothing half-done on %s', async (signal, exitCode) => {
    const running = await startInMidFile(['street.mp4']);
    const workers = await workersOf(running.child.pid);
    expect(workers).toHaveLength(1);
    running.child.kill(signal);
    const ended = await running.ended;
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stderr).toBe('passerby: Interrupted; nothing half-done is left.\n');
    expect(workers.some(isAlive)).toBe(false);
    expect((await readdir(folder)).sort()).toEqual(inputs);
  });

  it('leaves nothing half-done and no process when it is killed', async () => {
    const running = await startInMidFile(['street.mp4']);
    const workers = await workersOf(running.child.pid);
    expect(workers).toHaveLength(1);
    running.child.kill('SIGKILL');
    await running.ended;
    expect(await until(() => !workers.some(isAlive), 3000)).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(inputs);
  });

  it('fails only the file whose worker is killed', async () => {
    const running = await startInMidFile(['street.mp4', 'street.jpg', '--jobs', '1']);
    const [worker] = await workersOf(running.child.pid);
    process.kill(worker ?? Number.NaN, 'SIGKILL');
    const { exitCode, stdout, stderr } = await running.ended;
    expect(exitCode).toBe(1);
    expect(stdout).toContain('{"event":"summary","hidden":1,"failed":1,"skipped":0}');
    expect(stderr).toMatch(/^passerby: street\.mp4: The worker process crashed on this file \(SIGKILL\)\.\n$/);
    expect((await readdir(folder)).sort()).toEqual(['street.hidden.jpg', ...inputs]);
    await rm(join(folder, 'street.hidden.jpg'));
  });
});
