import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlantedFile } from './canary.ts';
import { plantCanaries } from './plant-canaries.ts';
import { readRgbFrames } from '../exposure/read-rgb-frames.ts';

let folder = '';
let planted: readonly PlantedFile[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-canaries-'));
  planted = await plantCanaries(folder);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

function holds(bytes: Buffer, needle: string | Uint8Array): boolean {
  if (typeof needle !== 'string') return bytes.includes(Buffer.from(needle));
  return bytes.includes(needle, 0, 'latin1') || bytes.includes(needle, 0, 'utf16le');
}

describe('plantCanaries', () => {
  test('plants more than sixty secrets, each with a name of its own', () => {
    const names = planted.flatMap(({ canaries }) => canaries.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(60);
  });

  test('gives every secret a way to be found again', () => {
    const lost = planted
      .flatMap(({ canaries }) => canaries)
      .filter(
        ({ needles, color, toneHertz }) => needles.length === 0 && color === undefined && toneHertz === undefined,
      );
    expect(lost).toEqual([]);
  });

  test('puts the secrets that are not compressed where a byte search finds them', async () => {
    const compressed =
      /compressed|deflated|hexadecimal|colour profile|file$|transparency|sound|voice|^time|^date|creation/;
    const lost: string[] = [];
    for (const { file, canaries } of planted) {
      const bytes = await readFile(file);
      for (const canary of canaries) {
        if (!compressed.test(canary.place) && !canary.needles.some((needle) => holds(bytes, needle)))
          lost.push(canary.name);
      }
    }
    expect(lost).toEqual([]);
  });

  test('makes pictures and films that can be decoded', async () => {
    for (const { file } of planted) {
      const isFilm = ['.mp4', '.mov', '.mkv'].includes(extname(file));
      const decoded = isFilm ? [...readRgbFrames(file)].length : (await sharp(file).stats()).channels.length;
      expect(decoded).toBeGreaterThan(0);
    }
  });

  test('gives files names and times that are secrets', async () => {
    for (const { file, canaries } of planted) {
      expect(basename(file)).toContain(String(canaries[0]?.needles[0]));
      expect((await stat(file)).mtime.getUTCFullYear()).toBeLessThan(1995);
    }
  });
});
