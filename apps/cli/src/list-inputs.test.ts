import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listInputs } from './list-inputs.ts';

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-list-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function put(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), jpeg);
  }
}

describe('listInputs', () => {
  it('lists the media of a folder and its tree in a fixed order', async () => {
    await put('b.jpg', 'a.jpg', join('sub', 'c.jpg'));
    const { files, hasFolder } = await listInputs([folder]);
    expect(files.map((file) => file.relative)).toEqual(['a.jpg', 'b.jpg', join('sub', 'c.jpg')]);
    expect(hasFolder).toBe(true);
  });

  it('says what it passes over in folders', async () => {
    await put('a.jpg', 'a.hidden.jpg', 'A.HIDDEN.JPG', '.passerby-0011223344556677.tmp');
    await writeFile(join(folder, 'notes.txt'), 'no picture');
    const { files, skipped } = await listInputs([folder]);
    expect(files.map((file) => file.relative)).toEqual(['a.jpg']);
    expect(skipped).toHaveLength(4);
    expect(skipped.every(({ reason }) => reason.includes('not checked'))).toBe(true);
  });

  it('takes a named file whatever it is', async () => {
    await put('a.hidden.jpg');
    await writeFile(join(folder, 'notes.txt'), 'no picture');
    const { files, skipped } = await listInputs([join(folder, 'a.hidden.jpg'), join(folder, 'notes.txt')]);
    expect(files).toHaveLength(2);
    expect(skipped).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('does not follow links inside folders, but a named one', async () => {
    await put(join('real', 'a.jpg'));
    await mkdir(join(folder, 'links'));
    await symlink(join(folder, 'real', 'a.jpg'), join(folder, 'links', 'a.jpg'));
    await symlink(join(folder, 'real'), join(folder, 'links', 'all'));
    const inside = await listInputs([join(folder, 'links')]);
    expect(inside.files).toEqual([]);
    expect(inside.skipped.map(({ reason }) => reason)).toEqual(Array(2).fill('a link, not followed, not checked'));
    expect((await listInputs([join(folder, 'links', 'a.jpg')])).files).toHaveLength(1);
  });

  it('takes a file once, however often it is named', async () => {
    await put('a.jpg');
    expect((await listInputs([folder, join(folder, 'a.jpg'), folder])).files).toHaveLength(1);
  });

  it('tells what cannot be read and goes on', async () => {
    await put('a.jpg');
    const { files, unreadable } = await listInputs([join(folder, 'missing.jpg'), folder]);
    expect(files).toHaveLength(1);
    expect(unreadable).toMatchObject([{ path: join(folder, 'missing.jpg'), error: { code: 'file-system' } }]);
  });

  it.skipIf(process.platform === 'win32')('takes names with newlines, quotes, emoji and leading dashes', async () => {
    const names = ['-rf.jpg', 'a"b\'c.jpg', 'a\nb.jpg', '👩‍👩‍👧.jpg'];
    await put(...names);
    const { files, unreadable } = await listInputs([folder]);
    expect(files.map((file) => file.relative).sort()).toEqual([...names].sort());
    expect(unreadable).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('says of a name that is no Unicode that it is the name', async () => {
    await writeFile(Buffer.concat([Buffer.from(join(folder, 'a')), Buffer.from([0xff]), Buffer.from('.jpg')]), jpeg);
    const { unreadable } = await listInputs([folder]);
    expect(unreadable[0]?.error.message).toContain('not valid Unicode');
  });
});
