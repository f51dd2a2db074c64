import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TemporaryOutput } from './temporary-output.ts';
import { writePrivateFile } from './write-private-file.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-output-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function written(text = 'whole'): Promise<TemporaryOutput> {
  const temporary = await TemporaryOutput.create(folder);
  await writeFile(temporary.path, text);
  return temporary;
}

describe('TemporaryOutput', () => {
  it('is hidden, has no media ending and opens for its owner only', async () => {
    const temporary = await TemporaryOutput.create(folder);
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^\.passerby-[0-9a-f]{16}\.tmp$/)]);
    const expected = process.platform === 'win32' ? 0o666 : 0o600;
    expect((await stat(temporary.path)).mode & 0o777).toBe(expected);
  });

  it('becomes the output in one step and leaves nothing else', async () => {
    const temporary = await written();
    await temporary.release(join(folder, 'out.jpg'));
    expect(await readdir(folder)).toEqual(['out.jpg']);
    expect(await readFile(join(folder, 'out.jpg'), 'utf8')).toBe('whole');
  });

  it.skipIf(process.platform === 'win32')('is mode 0600 even where a writer made the file anew', async () => {
    const temporary = await TemporaryOutput.create(folder);
    await rm(temporary.path);
    await writeFile(temporary.path, 'whole', { mode: 0o644 });
    await temporary.release(join(folder, 'out.jpg'));
    expect((await stat(join(folder, 'out.jpg'))).mode & 0o777).toBe(0o600);
  });

  it('is gone with its scratch files when it is not released', async () => {
    const temporary = await written();
    await writeFile(`${temporary.path}.part`, 'half');
    await writeFile(join(folder, 'other.jpg'), 'not ours');
    await temporary[Symbol.asyncDispose]();
    expect(await readdir(folder)).toEqual(['other.jpg']);
  });

  it('does not replace an output unasked, and is gone then', async () => {
    await writeFile(join(folder, 'out.jpg'), 'older');
    const temporary = await written();
    await expect(temporary.release(join(folder, 'out.jpg'))).rejects.toThrow('exists already');
    await temporary[Symbol.asyncDispose]();
    expect(await readdir(folder)).toEqual(['out.jpg']);
    expect(await readFile(join(folder, 'out.jpg'), 'utf8')).toBe('older');
  });

  it('replaces an output when asked', async () => {
    await writeFile(join(folder, 'out.jpg'), 'older');
    const temporary = await written();
    await temporary.release(join(folder, 'out.jpg'), { overwrite: true });
    expect(await readFile(join(folder, 'out.jpg'), 'utf8')).toBe('whole');
  });

  it.skipIf(process.platform === 'win32')('replaces a link itself and not what it leads to', async () => {
    await writeFile(join(folder, 'precious'), 'original');
    await symlink(join(folder, 'precious'), join(folder, 'out.jpg'));
    const temporary = await written();
    await temporary.release(join(folder, 'out.jpg'), { overwrite: true });
    expect(await readFile(join(folder, 'precious'), 'utf8')).toBe('original');
    expect(await readFile(join(folder, 'out.jpg'), 'utf8')).toBe('whole');
  });

  it.each([false, true])('does not replace a folder (overwrite: %s)', async (overwrite) => {
    await mkdir(join(folder, 'out.jpg'));
    const temporary = await written();
    await expect(temporary.release(join(folder, 'out.jpg'), { overwrite })).rejects.toThrow(
      /exists already|a folder has its name/,
    );
  });

  it('does not release an empty file', async () => {
    const temporary = await TemporaryOutput.create(folder);
    await expect(temporary.release(join(folder, 'out.jpg'))).rejects.toThrow('no bytes');
    expect(existsSync(join(folder, 'out.jpg'))).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('does not release a link that took its place', async () => {
    await writeFile(join(folder, 'precious'), 'original');
    const temporary = await TemporaryOutput.create(folder);
    await rm(temporary.path);
    await symlink(join(folder, 'precious'), temporary.path);
    await expect(temporary.release(join(folder, 'out.jpg'))).rejects.toThrow('not a plain file');
  });

  it('lets one of two that want the same name win', async () => {
    const first = await written('first');
    const second = await written('second');
    const output = join(folder, 'out.jpg');
    const results = await Promise.allSettled([first.release(output), second.release(output)]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('writePrivateFile', () => {
  it('writes the whole text and nothing over another file', async () => {
    const path = join(folder, 'plan.json');
    await writePrivateFile(path, '{}');
    await expect(writePrivateFile(path, 'other')).rejects.toThrow('exists already');
    expect(await readFile(path, 'utf8')).toBe('{}');
    expect(await readdir(folder)).toEqual(['plan.json']);
  });
});
