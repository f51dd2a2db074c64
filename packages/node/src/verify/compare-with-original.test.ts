import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '@passerby/engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sharp } from '../photo/configured-sharp.ts';
import { compareWithOriginal } from './compare-with-original.ts';

const [width, height] = [160, 80];
const walk = { signal: new AbortController().signal, onProgress: () => {} };
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-compare-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A grey photo, with a white rectangle in it where asked for. */
async function photo(
  name: string,
  {
    white,
    size = [width, height],
  }: { white?: { x: number; y: number; width: number; height: number }; size?: number[] } = {},
): Promise<string> {
  const [across = 0, down = 0] = size;
  const data = new Uint8Array(across * down * 3).fill(100);
  const { x = 0, y: top = 0, width: wide = 0, height: high = 0 } = white ?? {};
  for (let y = top; y < top + high; y++) {
    data.fill(255, (y * across + x) * 3, (y * across + x + wide) * 3);
  }
  const file = join(folder, name);
  await sharp(data, { raw: { width: across, height: down, channels: 3 } })
    .png()
    .toFile(file);
  return file;
}

const plan: Plan = {
  format: 'passerby-plan',
  version: 1,
  media: { width, height, frameCount: 1, durationSeconds: 0, sha256: '0'.repeat(64) },
  settings: { preset: 'head', text: 'all' },
  models: [],
  tracks: [
    {
      id: '0'.repeat(16),
      kind: 'region',
      fromSeconds: 0,
      throughSeconds: 0,
      keyframes: [{ seconds: 0, box: { x: 0, y: 0, width: 80, height: 80 }, origin: 'drawn' }],
    },
  ],
};

describe('compareWithOriginal', () => {
  it('says that nothing differs where nothing does', async () => {
    const findings = await compareWithOriginal(await photo('a.png'), await photo('b.png'), undefined, walk);
    expect(findings).toEqual([
      {
        kind: 'changed-share',
        severity: 'notice',
        text: '0.0 % of the picture differs visibly from the original; outside of that no pixel differs.',
      },
    ]);
  });

  it('tells which share changed, and whether it lies in the regions of the plan', async () => {
    const original = await photo('b.png');
    const inside = await photo('a.png', { white: { x: 0, y: 0, width: 80, height: 40 } });
    expect(await compareWithOriginal(inside, original, plan, walk)).toMatchObject([
      { kind: 'changed-share', text: expect.stringContaining('25.0 %') },
    ]);
    const outside = await photo('c.png', { white: { x: 80, y: 0, width: 80, height: 40 } });
    const kinds = (await compareWithOriginal(outside, original, plan, walk)).map(({ kind }) => kind);
    expect(kinds).toEqual(['changed-share', 'outside-regions']);
  });

  it('says that sizes differ, or that the picture was turned, and compares no pixels then', async () => {
    const file = await photo('a.png');
    const texts = async (size: number[]): Promise<string[]> =>
      (await compareWithOriginal(file, await photo('b.png', { size }), undefined, walk)).map(({ text }) => text);
    expect(await texts([width / 2, height])).toEqual([expect.stringContaining("160 x 80, the original's 80 x 80")]);
    expect(await texts([height, width])).toEqual([expect.stringContaining('it was turned')]);
  });
});
