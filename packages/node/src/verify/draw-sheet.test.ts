import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { liveFrames, type RawFrame } from '@passerby/engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sharp } from '../photo/configured-sharp.ts';
import { toPhotoFrame } from '../photo/photo-pixels.ts';
import { drawSheet } from './draw-sheet.ts';

const [width, height] = [160, 90];
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-sheet-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Ten frames a second; frame i is `10 * i` bright. */
async function* play(count: number): AsyncGenerator<RawFrame> {
  for (let index = 0; index < count; index++) {
    const data = new Uint8Array(width * height * 3).fill(10 * index);
    yield toPhotoFrame({ data, width, height, channels: 3 }, index, index / 10);
  }
}

/** Brightness in the middle of each place of the sheet, row by row. */
async function readSheet(path: string): Promise<readonly number[]> {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  const places: number[] = [];
  for (let y = 8 + height / 2; y < info.height; y += height + 8) {
    for (let x = 8 + width / 2; x < info.width; x += width + 8) places.push(data[(y * info.width + x) * 3] ?? -1);
  }
  return places;
}

const moments = (...seconds: number[]) => seconds.map((at) => ({ seconds: at, risk: 1 }));

describe('drawSheet', () => {
  it('shows the frames nearest to the moments, in the order of the moments', async () => {
    const path = join(folder, 'sheet.png');
    await drawSheet(play(20), moments(1.52, 0, 0.68, 99, 0.3), path);
    expect(await readSheet(path)).toEqual([150, 0, 70, 190, 30, 40, 40, 40]);
    expect(liveFrames()).toBe(0);
  });

  it('shows a lone picture in full size', async () => {
    const path = join(folder, 'sheet.png');
    await drawSheet(play(1), moments(0), path);
    expect(await sharp(path).metadata()).toMatchObject({ width: width + 16, height: height + 16, format: 'png' });
  });

  it('fails where there is no frame, and frees all where reading fails', async () => {
    await expect(drawSheet(play(0), moments(0), join(folder, 'none.png'))).rejects.toThrow(RangeError);
    async function* breakOff(): AsyncGenerator<RawFrame> {
      yield* play(3);
      throw new Error('boom');
    }
    await expect(drawSheet(breakOff(), moments(0, 1), join(folder, 'none.png'))).rejects.toThrow('boom');
    expect(liveFrames()).toBe(0);
  });
});
