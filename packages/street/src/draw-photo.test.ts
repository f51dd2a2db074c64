import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPhoto, writePhoto } from './draw-photo.ts';

const hashOf = (pixels: Uint8Array): string => createHash('sha256').update(pixels).digest('hex');
const small = { width: 480, height: 320, people: 5 } as const;

describe('drawPhoto', () => {
  it('draws the same pixels for the same seed', async () => {
    const [first, second] = await Promise.all([drawPhoto({ ...small, seed: 7 }), drawPhoto({ ...small, seed: 7 })]);
    expect(hashOf(first.pixels)).toBe(hashOf(second.pixels));
    expect(first.truth).toEqual(second.truth);
  });

  it('draws other pixels for another seed', async () => {
    const [first, second] = await Promise.all([drawPhoto({ ...small, seed: 7 }), drawPhoto({ ...small, seed: 8 })]);
    expect(hashOf(first.pixels)).not.toBe(hashOf(second.pixels));
  });

  it('lists nobody and no writing in an empty street', async () => {
    const { truth } = await drawPhoto({ ...small, seed: 3, people: 0, vehicles: 0, signs: 0 });
    expect(truth.people).toEqual([]);
    expect(truth.texts).toEqual([]);
  });

  it('draws a head where the truth says that one is seen', async () => {
    // The same street without its people differs from it inside the heads.
    const options = { ...small, seed: 11, frontal: true } as const;
    const [peopled, empty] = await Promise.all([drawPhoto(options), drawPhoto({ ...options, people: 0 })]);
    expect(peopled.truth.people.length).toBeGreaterThan(1);
    for (const { head } of peopled.truth.people) {
      const x = Math.round(head.x + head.width / 2);
      const y = Math.round(head.y + head.height / 2);
      const at = (y * peopled.width + x) * 3;
      expect([...peopled.pixels.subarray(at, at + 3)]).not.toEqual([...empty.pixels.subarray(at, at + 3)]);
    }
  });

  it('draws faces of the sizes that were asked for', async () => {
    const { truth } = await drawPhoto({
      seed: 5,
      width: 960,
      height: 640,
      people: 12,
      smallestHead: 20,
      largestHead: 90,
    });
    for (const person of truth.people) {
      expect(person.headHeight).toBeGreaterThan(19);
      expect(person.headHeight).toBeLessThan(90 * 1.3);
    }
  });
});

describe('writePhoto', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passerby-street-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('writes JPEG without chroma subsampling and PNG, by the ending of the name', async () => {
    const jpeg = join(folder, 'street.jpg');
    const png = join(folder, 'street.png');
    const truth = await writePhoto(jpeg, { ...small, seed: 1 });
    await writePhoto(png, { ...small, seed: 1 });
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 480, chromaSubsampling: '4:4:4' });
    const { pixels, truth: same } = await drawPhoto({ ...small, seed: 1 });
    expect(truth).toEqual(same);
    const decoded = await sharp(await readFile(png))
      .raw()
      .toBuffer();
    expect(hashOf(decoded)).toBe(hashOf(pixels));
  });

  it('refuses other endings', async () => {
    await expect(writePhoto(join(folder, 'street.bmp'), { ...small, seed: 1 })).rejects.toThrow(/\.bmp/);
  });
});
