import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hidePicture, liveFrames, type Plan } from '@passerby/engine';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { sharp } from './configured-sharp.ts';
import { openPhoto } from './open-photo.ts';
import { toPhotoFrame, type PhotoPixels } from './photo-pixels.ts';
import { writePhoto, type PhotoOutputFormat, type WritePhotoOptions } from './write-photo.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'passerby-photo-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => {
  if (liveFrames() !== 0) throw new Error(`${liveFrames()} frames were not disposed.`);
});

function planOf({ width, height }: PhotoPixels, tracks: Plan['tracks'] = []): Plan {
  return {
    format: 'passerby-plan',
    version: 1,
    media: { width, height, frameCount: 1, durationSeconds: 0, sha256: '0'.repeat(64) },
    settings: { preset: 'head', text: 'none' },
    models: [],
    tracks,
  };
}

/** Writes a copy of the pixels, with what the tracks name hidden, and reads the file. */
async function write(
  pixels: PhotoPixels,
  format: PhotoOutputFormat,
  options?: WritePhotoOptions & { tracks?: Plan['tracks'] },
): Promise<Buffer> {
  const file = path.join(folder, crypto.randomUUID());
  using hidden = hidePicture(toPhotoFrame({ ...pixels, data: pixels.data.slice() }), planOf(pixels, options?.tracks));
  await writePhoto(file, hidden, format, options);
  return readFile(file);
}

/** A soft picture with some texture. */
function draw(channels: 3 | 4, width = 160, height = 120): PhotoPixels {
  const data = new Uint8Array(width * height * channels);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[i++] = 128 + 100 * Math.sin(x / 9);
      data[i++] = 128 + 100 * Math.sin(y / 7);
      data[i++] = 128 + 100 * Math.sin((x + y) / 11);
      if (channels === 4) data[i++] = 1 + ((x + y) % 255);
    }
  }
  return { data, width, height, channels };
}

async function decode(file: Buffer): Promise<Buffer> {
  return sharp(file).raw().toBuffer();
}

function psnr(a: Uint8Array, b: Uint8Array): number {
  const error = a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length;
  return 10 * Math.log10(255 ** 2 / error);
}

it('writes PNG and lossless WebP exactly, with alpha', async () => {
  for (const pixels of [draw(3), draw(4)]) {
    expect(await decode(await write(pixels, 'png'))).toEqual(Buffer.from(pixels.data));
    expect(await decode(await write(pixels, 'webp', { isLossless: true }))).toEqual(Buffer.from(pixels.data));
  }
});

it('writes JPEG with full colour resolution at high quality', async () => {
  const pixels = draw(3);
  const file = await write(pixels, 'jpeg');
  expect((await sharp(file).metadata()).chromaSubsampling).toBe('4:4:4');
  expect(psnr(pixels.data, await decode(file))).toBeGreaterThan(38);
});

it('writes lossy WebP at high quality', async () => {
  const pixels = draw(3);
  expect(psnr(pixels.data, await decode(await write(pixels, 'webp')))).toBeGreaterThan(32);
});

it('lays transparent pixels over white for JPEG', async () => {
  const pixels = { data: new Uint8Array(16 * 16 * 4), width: 16, height: 16, channels: 4 } as const;
  expect([...(await decode(await write(pixels, 'jpeg'))).subarray(0, 3)]).toEqual([255, 255, 255]);
});

it('writes the same bytes for the same pixels', async () => {
  for (const format of ['jpeg', 'png', 'webp'] as const) {
    expect(await write(draw(3), format)).toEqual(await write(draw(3), format));
  }
});

it.each(['jpeg', 'png', 'webp'] as const)(
  'writes %s bytes that do not depend on hidden pixels, alpha among them',
  async (format) => {
    const box = { x: 40, y: 30, width: 50, height: 40 };
    const tracks: Plan['tracks'] = [
      {
        id: '0123456789abcdef',
        kind: 'region',
        fromSeconds: 0,
        throughSeconds: 0,
        keyframes: [{ seconds: 0, box, origin: 'drawn' }],
      },
    ];
    for (const channels of [3, 4] as const) {
      const pixels = draw(channels);
      const other = { ...pixels, data: pixels.data.slice() };
      for (let y = box.y; y < box.y + box.height; y++) {
        const from = (y * pixels.width + box.x) * channels;
        for (let i = 0; i < box.width * channels; i++) other.data[from + i] = (i * 37 + y * 101) % 256;
      }
      expect(await write(other, format, { tracks })).toEqual(await write(pixels, format, { tracks }));
    }
  },
);

it.each(['jpeg', 'png', 'webp', 'tiff'] as const)('leaves no metadata of a %s behind', async (format) => {
  const secret = 'CANARY-4711';
  const input = path.join(folder, `secret-${format}`);
  const { data, width, height, channels } = draw(3);
  await writeFile(
    input,
    await sharp(data, { raw: { width, height, channels } })
      .withExif({
        IFD0: { ImageDescription: secret, Copyright: secret },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
      })
      .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf>${secret}</rdf></x:xmpmeta>`)
      .withIccProfile('p3')
      .toFormat(format)
      .toBuffer(),
  );
  expect(await readFile(input, 'latin1')).toContain(secret);
  using photo = await openPhoto(input);
  const output = path.join(folder, `clean-${format}`);
  using hidden = hidePicture(photo.frame, planOf(photo.frame.pixels as unknown as PhotoPixels));
  await writePhoto(output, hidden, photo.outputFormat, photo);
  const bytes = await readFile(output, 'latin1');
  expect(bytes).not.toContain(secret);
  expect(bytes).not.toMatch(/Exif|ICC_PROFILE|iCCP|ICCP|xmp|xpacket|http/);
  const { exif, icc, xmp, iptc, orientation } = await sharp(output).metadata();
  expect([exif, icc, xmp, iptc, orientation]).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

it.skipIf(process.platform === 'win32')('makes the file readable for its owner only', async () => {
  const file = path.join(folder, 'private');
  using hidden = hidePicture(toPhotoFrame(draw(3)), planOf(draw(3)));
  await writePhoto(file, hidden, 'png');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});
