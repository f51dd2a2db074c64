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
    for (const { file, canaries } of planted) {
      const bytes = await readFile(file);
      for (const { needles, place } of canaries.filter(({ place }) => !compressed.test(place))) {
        const found = needles.some(
          (needle) =>
            bytes.includes(typeof needle === 'string' ? Buffer.from(needle, 'latin1') : needle) ||
            (typeof needle === 'string' && bytes.includes(Buffer.from(needle, 'utf16le'))),
        );
        expect(found, `${basename(file)}: ${place}`).toBe(true);
      }
    }
  });

  test('makes pictures and films that can be decoded', async () => {
    for (const { file } of planted) {
      const isFilm = ['.mp4', '.mkv'].includes(extname(file));
      const decoded = isFilm ? [...readRgbFrames(file)].length : (await sharp(file).stats()).channels.length;
      expect(decoded, basename(file)).toBeGreaterThan(0);
    }
  });

  test('gives files names and times that are secrets', async () => {
    for (const { file, canaries } of planted) {
      expect(basename(file)).toContain(String(canaries[0]?.needles[0]));
      expect((await stat(file)).mtime.getUTCFullYear()).toBeLessThan(1995);
    }
  });
});
