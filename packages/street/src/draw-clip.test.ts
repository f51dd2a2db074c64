import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawClip, writeClip } from './draw-clip.ts';
import type { ClipOptions } from './scenes/arrange-clip.ts';
import { strata } from './scenes/strata.ts';
import type { Box, FrameTruth, StreetTruth } from './truth.ts';

async function watch(options: ClipOptions): Promise<{ truth: StreetTruth; hash: string }> {
  const film = await drawClip(options);
  const hash = createHash('sha256');
  const frames: FrameTruth[] = [];
  for (const { rgb, truth } of film.frames()) {
    hash.update(rgb);
    frames.push(truth);
  }
  return { truth: film.summarize(frames), hash: hash.digest('hex') };
}

const small = { seed: 1, width: 320, height: 180, fps: 10, seconds: 4 } as const;

function expectInside(box: Box, truth: StreetTruth): void {
  expect(box.width).toBeGreaterThan(0);
  expect(box.height).toBeGreaterThan(0);
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(truth.width + 1e-6);
  expect(box.y + box.height).toBeLessThanOrEqual(truth.height + 1e-6);
}

function expectShare(share: number): void {
  expect(share).toBeGreaterThanOrEqual(0);
  expect(share).toBeLessThanOrEqual(1);
}

describe.each(strata)('the %s stratum', (stratum) => {
  it('keeps to the rules of truth: boxes inside the picture, shares from 0 to 1, known people', async () => {
    const { truth } = await watch({ ...small, stratum });
    expect(truth.frames).toHaveLength(40);
    const known = new Set(truth.people.map((person) => person.track));
    let seen = 0;
    for (const frame of truth.frames) {
      for (const person of frame.people) {
        expect(known.has(person.track)).toBe(true);
        expectInside(person.head, truth);
        expectShare(person.headVisible);
        expectShare(person.faceVisible);
        expect(person.pose === 'behind').toBe(Math.abs(person.yawDegrees) > 110);
        if (person.face === 'behind') expect(person.faceVisible).toBe(0);
        else expectInside(person.face, truth);
        if (person.faceVisible > 0.5) seen++;
      }
      for (const text of frame.texts) expectShare(text.visible);
    }
    expect(seen).toBeGreaterThan(20);
  });
});

describe('drawClip', () => {
  it('draws the same frames for the same seed, also when played twice', async () => {
    const options = { ...small, stratum: 'dusk', seconds: 1 } as const;
    const first = await watch(options);
    const second = await watch(options);
    expect(first.hash).toBe(second.hash);
    expect(first.truth).toEqual(second.truth);
    const film = await drawClip(options);
    const play = (): string => {
      const hash = createHash('sha256');
      for (const { rgb } of film.frames()) hash.update(rgb);
      return hash.digest('hex');
    };
    expect([play(), play()]).toEqual([first.hash, first.hash]);
  });

  it('draws other frames for another seed and another stratum', async () => {
    const hashes = await Promise.all([
      watch({ ...small, seconds: 1 }),
      watch({ ...small, seconds: 1, seed: 2 }),
      watch({ ...small, seconds: 1, stratum: 'crowd' }),
    ]);
    expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(3);
  });

  it('lets people come and go at all four borders', async () => {
    const { truth } = await watch({ ...small, stratum: 'border', seconds: 6 });
    const crossed = new Set<string>();
    for (const frame of truth.frames) {
      for (const { head, headHeight, headWidth } of frame.people) {
        if (head.width < headWidth * 0.9) crossed.add(head.x === 0 ? 'left' : 'right');
        if (head.height < headHeight * 0.9) crossed.add(head.y === 0 ? 'top' : 'bottom');
      }
    }
    expect([...crossed].sort()).toEqual(['bottom', 'left', 'right', 'top']);
  });

  it('hides people behind poles, screens and each other, and shows them again', async () => {
    const { truth } = await watch({ ...small, stratum: 'occlusion', seconds: 6 });
    const shares = truth.frames.flatMap((frame) => frame.people.map((person) => person.headVisible));
    expect(shares.some((share) => share === 0)).toBe(true);
    expect(shares.some((share) => share > 0.2 && share < 0.8)).toBe(true);
    expect(shares.some((share) => share === 1)).toBe(true);
  });

  it('knows its cuts: nobody is carried over', async () => {
    const { truth } = await watch({ ...small, stratum: 'cut', seconds: 6 });
    expect(truth.cuts).toHaveLength(2);
    for (const cut of truth.cuts) {
      const before = new Set(truth.frames[cut - 1]?.people.map((person) => person.track));
      const after = truth.frames[cut]?.people ?? [];
      expect(before.size).toBeGreaterThan(0);
      expect(after.length).toBeGreaterThan(0);
      expect(after.some((person) => before.has(person.track))).toBe(false);
    }
  });

  it('grows and shrinks heads from a few pixels to large ones', async () => {
    const { truth } = await watch({ ...small, width: 640, height: 360, stratum: 'size' });
    const heights = truth.frames.flatMap((frame) => frame.people.map((person) => person.headHeight));
    expect(Math.min(...heights)).toBeLessThan(16);
    expect(Math.max(...heights)).toBeGreaterThan(90);
  });

  it('leaves the demo street empty for half a second and lights one flash', async () => {
    const { truth } = await watch({ ...small, stratum: 'demo', seconds: 10 });
    const empty = truth.frames.filter((frame) => frame.people.length === 0);
    expect(empty.length).toBeGreaterThanOrEqual(5);
    expect(truth.flashes.length).toBeGreaterThan(0);
    expect(truth.cuts).toHaveLength(1);
  });
});

describe('writeClip', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passerby-street-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('writes the same bytes for the same seed, with sound where asked', async () => {
    const file = (name: string): string => join(folder, name);
    const options = { ...small, seconds: 1, sound: true } as const;
    const truth = await writeClip(file('first.mp4'), options);
    await writeClip(file('second.mp4'), options);
    await writeClip(file('silent.mp4'), { ...options, sound: false });
    expect(truth.frames).toHaveLength(10);
    const [first, second, silent] = await Promise.all(
      ['first.mp4', 'second.mp4', 'silent.mp4'].map((name) => readFile(file(name))),
    );
    expect(first!.equals(second!)).toBe(true);
    expect(first!.includes('mp4a')).toBe(true);
    expect(silent!.includes('mp4a')).toBe(false);
  });

  it('refuses odd sizes and leaves no file', async () => {
    await expect(writeClip(join(folder, 'odd.mp4'), { ...small, width: 321 })).rejects.toThrow(/even/);
    expect(await readdir(folder)).not.toContain('odd.mp4');
  });
});
