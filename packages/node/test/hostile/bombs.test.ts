import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { EngineError } from '@passerby/engine';
import { createWorkerPool, hideFile } from '@passerby/node';
import { drawSpecimens } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePngChunk, pngSignature } from '../../src/animation/png-chunks.ts';
import { readEverything } from './read-everything.ts';

let folder = '';
const specimens = new Map<string, Buffer>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-bombs-'));
  for (const { name, bytes } of await drawSpecimens(folder)) specimens.set(name, bytes);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** A specimen with some of its bytes changed. */
function changed(name: string, change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(specimens.get(name)!);
  change(bytes);
  return bytes;
}

function png(side: number, bitDepth: number, scanlines: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = bitDepth;
  return Buffer.concat([
    pngSignature,
    encodePngChunk('IHDR', head),
    encodePngChunk('IDAT', deflateSync(scanlines)),
    encodePngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Writes one size over all frame headers of the JPEG pictures in a file. */
function enlargeJpegs(bytes: Buffer, side: number): void {
  for (let at = bytes.indexOf('ffc000', 0, 'hex'); at !== -1; at = bytes.indexOf('ffc000', at + 1, 'hex')) {
    bytes.writeUInt16BE(side, at + 5);
    bytes.writeUInt16BE(side, at + 7);
  }
}

/** A TIFF of one gray strip, which is not there. */
function tiff(side: number): Buffer {
  const tags = [
    [256, side],
    [257, side],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 8],
    [278, side],
    [279, 8],
  ] as const;
  const bytes = Buffer.alloc(10 + tags.length * 12 + 4);
  bytes.write('II*\0\x08\0\0\0', 'latin1');
  bytes.writeUInt16LE(tags.length, 8);
  for (const [i, [tag, value]] of tags.entries()) {
    bytes.writeUInt16LE(tag, 10 + i * 12);
    bytes.writeUInt16LE(4, 12 + i * 12);
    bytes.writeUInt32LE(1, 14 + i * 12);
    bytes.writeUInt32LE(value, 18 + i * 12);
  }
  return bytes;
}

/** Where the first picture of a GIF begins. */
function firstGifPicture(bytes: Buffer): number {
  let at = 13 + (bytes[10]! & 0x80 ? 3 * 2 ** ((bytes[10]! & 7) + 1) : 0);
  while (bytes[at] === 0x21) {
    at += 2;
    while (bytes[at] !== 0) at += 1 + bytes[at]!;
    at += 1;
  }
  return at;
}

describe('pictures that promise more than a machine can hold', () => {
  it.each([
    ['a PNG of four billion billion pixels', 'a.png', () => png(0x7fffffff, 8, Buffer.alloc(1000))],
    ['a PNG just below the limit, without the data', 'a.png', () => png(17_000, 8, Buffer.alloc(1000))],
    ['a JPEG above the limit', 'a.jpg', () => changed('baseline.jpg', (bytes) => enlargeJpegs(bytes, 65_500))],
    ['a JPEG just below the limit', 'a.jpg', () => changed('baseline.jpg', (bytes) => enlargeJpegs(bytes, 17_000))],
    [
      'a GIF with a giant picture',
      'a.gif',
      () => changed('still.gif', (bytes) => bytes.fill(0xff, firstGifPicture(bytes) + 5, firstGifPicture(bytes) + 9)),
    ],
    [
      'an animated GIF with a giant canvas',
      'a.gif',
      () => changed('animation.gif', (bytes) => bytes.fill(0xff, 6, 10)),
    ],
    [
      'an animated WebP with a giant canvas',
      'a.webp',
      () => changed('animation.webp', (bytes) => bytes.fill(0xff, 24, 30)),
    ],
    ['a TIFF of a million million pixels', 'a.tif', () => tiff(1_000_000)],
    ['a video of giant JPEG pictures', 'a.mov', () => changed('jpeg.mov', (bytes) => enlargeJpegs(bytes, 30_000))],
  ])('are refused in one sentence before they are decoded: %s', async (_what, name, make) => {
    const file = join(folder, name);
    await writeFile(file, make());
    const residentBefore = process.memoryUsage.rss();
    const reading = readEverything(file);
    await expect(reading).rejects.toThrow(EngineError);
    await expect(reading).rejects.toThrow(/^[A-Z][^\n]+\.$/);
    expect(process.memoryUsage.rss() - residentBefore).toBeLessThan(300e6);
  });

  it('end with their worker where they are what they promise, and the next file gets another one', async () => {
    const side = 12_000;
    await writeFile(join(folder, 'true.png'), png(side, 1, Buffer.alloc((side / 8 + 1) * side)));
    await writeFile(join(folder, 'small.png'), specimens.get('alpha.png')!);
    await using pool = createWorkerPool({ size: 1, memoryLimitBytes: 300e6 });
    const options = { pool, text: 'none', verify: false } as const;
    await expect(hideFile(join(folder, 'true.png'), join(folder, 'true.hidden.png'), options)).rejects.toMatchObject({
      code: 'memory',
      message: expect.stringMatching(/^This file needs more memory .+\.$/),
    });
    const small = await hideFile(join(folder, 'small.png'), join(folder, 'small.hidden.png'), options);
    expect(small.width).toBe(64);
  });
});

describe('files of which hardly anything is left', () => {
  it('are refused or read, whatever the first bytes promise', async () => {
    const odd: string[] = [];
    for (const [name, bytes] of specimens) {
      for (const length of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24, 32, 48]) {
        const file = join(folder, `first-${name}`);
        await writeFile(file, bytes.subarray(0, length));
        const failure = await readEverything(file).catch((error: unknown) => error);
        if (failure instanceof Error && !(failure instanceof EngineError)) {
          odd.push(`${length} bytes of ${name}: ${failure.message}`);
        }
      }
    }
    expect(odd).toEqual([]);
  });
});
