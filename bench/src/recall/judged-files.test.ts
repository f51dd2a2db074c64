import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JudgedFiles } from './judged-files.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-judged-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('JudgedFiles', () => {
  it('goes on where an earlier run stopped', async () => {
    const log = join(folder, 'new', 'log.jsonl');
    const first = await JudgedFiles.open(log, false);
    await first.add({ row: 'a', index: 1, scores: [] });
    await first.add({ row: 'b', index: 0, scores: [] });
    await first.add({ row: 'a', index: 0, scores: [], why: 'damaged' });
    const second = await JudgedFiles.open(log, true);
    expect(second.of('a')).toEqual([
      { row: 'a', index: 0, scores: [], why: 'damaged' },
      { row: 'a', index: 1, scores: [] },
    ]);
  });

  it('begins anew unless it is told to go on', async () => {
    const log = join(folder, 'log.jsonl');
    await (await JudgedFiles.open(log, false)).add({ row: 'a', index: 0, scores: [] });
    await JudgedFiles.open(log, false);
    expect((await JudgedFiles.open(log, false)).of('a')).toEqual([]);
    await expect(JudgedFiles.open(log, true)).rejects.toThrow('ENOENT');
  });
});
