import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findOutput, hideByCommand } from './hide-clip.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-exposure-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('hideByCommand', () => {
  it('runs another tool on a clip', async () => {
    const input = join(folder, 'pan-00.mp4');
    await writeFile(input, 'clip');
    const { output, verdict } = await hideByCommand('cp {input} {output}')(input, join(folder, 'hidden'));
    expect(await readFile(output, 'utf8')).toBe('clip');
    expect(verdict).toBe('not checked');
  });

  it('rejects when the tool fails', async () => {
    await expect(hideByCommand('false {input}')('a', 'b')).rejects.toThrow('false ended with code 1');
  });
});

describe('findOutput', () => {
  it('finds the output of a clip by its name, whatever its ending', async () => {
    await writeFile(join(folder, 'pan-00.mkv'), '');
    expect((await findOutput(folder)('/clips/pan-00.mp4', '')).output).toBe(join(folder, 'pan-00.mkv'));
    await expect(findOutput(folder)('/clips/pan-01.mp4', '')).rejects.toThrow('pan-01');
  });
});
