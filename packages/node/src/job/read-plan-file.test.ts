import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlanFile } from './read-plan-file.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-plans-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('readPlanFile', () => {
  it('gives the text as it is', async () => {
    await writeFile(join(folder, 'a.json'), '{ "größe": 1 }');
    expect(await readPlanFile(join(folder, 'a.json'))).toBe('{ "größe": 1 }');
  });

  it('says that it is the plan which is not there, or is a folder', async () => {
    await expect(readPlanFile(join(folder, 'none.json'))).rejects.toThrow(
      'The plan cannot be read: There is no such file or folder.',
    );
    await expect(readPlanFile(folder)).rejects.toThrow(/^The plan cannot be read: A file was expected/);
  });

  it.skipIf(process.platform === 'win32')('reads no device, however long it goes on', async () => {
    await expect(readPlanFile('/dev/zero')).rejects.toThrow('it is a device or a pipe');
  });

  it('reads nothing that is far larger than any plan', async () => {
    await writeFile(join(folder, 'large.json'), '');
    await truncate(join(folder, 'large.json'), 3e9);
    await expect(readPlanFile(join(folder, 'large.json'))).rejects.toThrow('It is larger than 256 MB.');
  });
});
