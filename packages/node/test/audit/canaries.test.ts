import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { plantCanaries, type PlantedFile } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditFile } from '../../src/audit/audit-file.ts';
import { auditOutput } from '../../src/audit/audit-output.ts';
import { writeUnhidden } from './write-unhidden.ts';

let folder = '';
let planted: readonly PlantedFile[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-planted-'));
  planted = await plantCanaries(folder);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

function holds(bytes: Buffer, needle: string | Uint8Array): boolean {
  if (typeof needle !== 'string') return bytes.includes(Buffer.from(needle));
  const spellings = [
    Buffer.from(needle, 'latin1'),
    Buffer.from(needle, 'utf16le'),
    Buffer.from(needle, 'utf16le').swap16(),
  ];
  return spellings.some((spelling) => bytes.includes(spelling));
}

describe('files with planted secrets', () => {
  test('are not called clean by the audit, whatever the secret', async () => {
    const missed: string[] = [];
    for (const { file } of planted) {
      const { findings } = await auditFile(file);
      if (!findings.some(({ severity }) => severity === 'leak')) missed.push(basename(file));
    }
    expect(missed).toEqual([]);
  });

  test('come out without any of them, and every byte accounted for', async () => {
    const survivors: string[] = [];
    for (const { file, canaries } of planted) {
      const { kind, output } = await writeUnhidden(file);
      expect(await auditOutput(output, { kind, audio: 'drop' })).toEqual([]);
      const bytes = await readFile(output);
      for (const { name, needles } of canaries)
        if (needles.some((needle) => holds(bytes, needle))) survivors.push(name);
    }
    expect(survivors).toEqual([]);
  });
});
