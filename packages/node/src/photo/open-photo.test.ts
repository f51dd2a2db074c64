import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DamagedMediaError, liveFrames, UnsupportedMediaError } from '@passerby/engine';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodePngChunk } from '../animation/png-chunks.ts';
import { makeColorProfile } from './color-profile.ts';
import { sharp } from './configured-sharp.ts';
import { openPhoto, type OpenPhotoOptions, type Photo } from './open-photo.ts';
import { wrapInTiff } from './wrap-in-tiff.ts';

const colors = { red: [230, 20, 20], green: [20, 200, 20], blue: [20, 20, 230], yellow: [240, 230, 20] } as const;
type ColorName = keyof typeof colors;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'passerby-photo-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => {
  if (liveFrames() !== 0) throw new Error(`${liveFrames()} frames were not disposed.`);
});

/** Writes the bytes to a file without an ending and opens it. */
async function open(bytes: Uint8Array, options?: OpenPhotoOptions): Promise<Photo> {
  const file = path.join(folder, crypto.randomUUID());
  await writeFile(file, bytes);
  return openPhoto(file, options);
}

/** A 48 x 32 picture with four corners of known colours. */
function drawCorners(): Buffer {
  const data = Buffer.alloc(48 * 32 * 3);
  for (let y = 0; y < 32; y++) {
    for (let x = 0; x < 48; x++) {
      const corner: ColorName = y < 16 ? (x < 24 ? 'red' : 'green') : x < 24 ? 'blue' : 'yellow';
      data.set(colors[corner], (y * 48 + x) * 3);
    }
  }
  return data;
}

/** A 400 x 300 picture that does not compress. */
const noise = () =>
  sharp({
    create: {
      width: 400,
      height: 300,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  });

const flat = (color: readonly number[]): Buffer => Buffer.alloc(16 * 16 * 3, Uint8Array.from(color));

const corners = () => sharp(drawCorners(), { raw: { width: 48, height: 32, channels: 3 } });

function pixelAt(photo: Photo, x: number, y: number): number[] {
  const { planes, width, format } = photo.frame.pixels;
  const step = format.layout === 'rgba' ? 4 : 3;
  return [...planes[0]!.data.subarray((y * width + x) * step, (y * width + x + 1) * step)];
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
}

function nameAt(photo: Photo, x: number, y: number): ColorName | undefined {
  const names = Object.keys(colors) as ColorName[];
  return names.find((name) => distance(pixelAt(photo, x, y), colors[name]) < 40);
}

describe('orientation', () => {
  // Corners of the upright picture, from the left upper one clockwise, for each way in which the stored one is turned.
  const upright: [number, string][] = [
    [1, 'red green yellow blue'],
    [2, 'green red blue yellow'],
    [3, 'yellow blue red green'],
    [4, 'blue yellow green red'],
    [5, 'red blue yellow green'],
    [6, 'blue red green yellow'],
    [7, 'yellow green red blue'],
    [8, 'green yellow blue red'],
  ];
  it.each(upright)('turns a JPEG with EXIF orientation %i upright', async (orientation, expected) => {
    using photo = await open(await corners().jpeg({ quality: 95 }).withMetadata({ orientation }).toBuffer());
    const { width, height } = photo.frame.pixels;
    expect([width, height]).toEqual(orientation < 5 ? [48, 32] : [32, 48]);
    const found = [
      nameAt(photo, 4, 4),
      nameAt(photo, width - 5, 4),
      nameAt(photo, width - 5, height - 5),
      nameAt(photo, 4, height - 5),
    ];
    expect(found.join(' ')).toBe(expected);
  });

  it.each(['png', 'webp', 'tiff', 'avif'] as const)('turns a %s upright as well', async (format) => {
    using photo = await open(
      await corners().withMetadata({ orientation: 6 }).toFormat(format, { quality: 90 }).toBuffer(),
    );
    expect([photo.frame.pixels.width, photo.frame.pixels.height]).toEqual([32, 48]);
    expect(nameAt(photo, 4, 4)).toBe('blue');
  });
});

describe('output format', () => {
  it.each([
    ['jpeg', 'jpeg', []],
    ['png', 'png', []],
    ['webp', 'webp', []],
    ['tiff', 'png', ['TIFF is written as PNG.']],
    ['gif', 'png', ['GIF is written as PNG.']],
    ['avif', 'jpeg', ['AVIF is written as JPEG.']],
  ] as const)('writes %s as %s and says so where it differs', async (input, output, notes) => {
    using photo = await open(await corners().toFormat(input).toBuffer());
    expect([photo.outputFormat, photo.notes, photo.isDamaged]).toEqual([output, notes, false]);
  });

  it('keeps WebP lossless only where it was', async () => {
    using lossless = await open(await corners().webp({ lossless: true }).toBuffer());
    using lossy = await open(await corners().webp().toBuffer());
    expect([lossless.isLossless, lossy.isLossless]).toEqual([true, false]);
  });

  it('says that the other pages of a TIFF are left out', async () => {
    const page = wrapInTiff({ data: drawCorners(), width: 48, height: 32, channels: 3 });
    // A second directory: a copy of the first, chained to it.
    const first = page.readUInt32LE(4);
    const entries = page.readUInt16LE(first);
    const link = first + 2 + entries * 12;
    const file = Buffer.concat([page, page.subarray(first, link + 4)]);
    file.writeUInt32LE(page.length, link);
    using photo = await open(file);
    expect(photo.notes).toContain('The file holds 2 pictures: the primary one was hidden, the others are left out.');
  });
});

describe('colours', () => {
  const p3 = makeColorProfile({
    primaries: [
      { x: 0.68, y: 0.32 },
      { x: 0.265, y: 0.69 },
      { x: 0.15, y: 0.06 },
      { x: 0.3127, y: 0.329 },
    ],
    curve: 'srgb',
  });
  // Display P3 (200, 100, 50) is sRGB (215, 93, 31) by the CSS Color 4 matrices.
  const inP3 = [200, 100, 50];
  const inSrgb = [215, 93, 31];

  it('converts an embedded profile to sRGB', async () => {
    using photo = await open(wrapInTiff({ data: flat(inP3), width: 16, height: 16, channels: 3 }, { icc: p3 }));
    expect(distance(pixelAt(photo, 8, 8), inSrgb)).toBeLessThanOrEqual(2);
  });

  it('converts an embedded profile of a 16-bit PNG to sRGB', async () => {
    const deep = await sharp(wrapInTiff({ data: flat(inP3), width: 16, height: 16, channels: 3 }, { icc: p3 }), {
      ignoreIcc: false,
    })
      .keepIccProfile()
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    using photo = await open(deep);
    expect(distance(pixelAt(photo, 8, 8), inSrgb)).toBeLessThanOrEqual(3);
  });

  it('obeys cICP in a PNG', async () => {
    const png = await sharp(flat(inP3), { raw: { width: 16, height: 16, channels: 3 } })
      .png()
      .toBuffer();
    const coded = Buffer.concat([
      png.subarray(0, 33),
      encodePngChunk('cICP', Uint8Array.of(12, 13, 0, 1)),
      png.subarray(33),
    ]);
    using photo = await open(coded);
    expect(distance(pixelAt(photo, 8, 8), inSrgb)).toBeLessThanOrEqual(2);
  });

  it('obeys gAMA in a PNG', async () => {
    const png = await sharp(flat([128, 128, 128]), { raw: { width: 16, height: 16, channels: 3 } })
      .png()
      .toBuffer();
    const linear = Buffer.alloc(4);
    linear.writeUInt32BE(100_000);
    using photo = await open(Buffer.concat([png.subarray(0, 33), encodePngChunk('gAMA', linear), png.subarray(33)]));
    // Half the light is 188 in sRGB.
    expect(distance(pixelAt(photo, 8, 8), [188, 188, 188])).toBeLessThanOrEqual(1);
  });

  it('refuses HDR in one sentence', async () => {
    const png = await corners().png().toBuffer();
    const pq = Buffer.concat([
      png.subarray(0, 33),
      encodePngChunk('cICP', Uint8Array.of(9, 16, 0, 1)),
      png.subarray(33),
    ]);
    await expect(open(pq)).rejects.toThrow(UnsupportedMediaError);
    await expect(open(pq)).rejects.toThrow(/^HDR photos \(PQ\) are not supported[^.]*\.$/);
  });

  it('converts CMYK', async () => {
    using photo = await open(await corners().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer());
    expect(photo.frame.pixels.format.layout).toBe('rgb');
    expect(distance(pixelAt(photo, 4, 4), colors.red)).toBeLessThan(30);
    expect(distance(pixelAt(photo, 44, 28), colors.yellow)).toBeLessThan(30);
  });

  it('shows gray as gray in three channels', async () => {
    using photo = await open(await corners().grayscale().jpeg().toBuffer());
    const [r, g, b] = pixelAt(photo, 4, 4);
    expect(photo.frame.pixels.format.layout).toBe('rgb');
    expect([g, b]).toEqual([r, r]);
  });

  it('halves 16 bits to 8', async () => {
    using photo = await open(await corners().toColourspace('rgb16').png().toBuffer());
    expect(distance(pixelAt(photo, 4, 4), colors.red)).toBeLessThanOrEqual(1);
  });

  it('says when the profile is broken', async () => {
    const broken = Buffer.concat([p3.subarray(0, 132), Buffer.alloc(p3.length - 132, 7)]);
    using photo = await open(wrapInTiff({ data: flat(inP3), width: 16, height: 16, channels: 3 }, { icc: broken }));
    expect(photo.notes).toContain('The colour profile is broken: the colours were taken for sRGB.');
    expect(pixelAt(photo, 8, 8)).toEqual(inP3);
  });
});

describe('transparency', () => {
  const rgba = Buffer.alloc(8 * 8 * 4, Uint8Array.of(10, 20, 30, 128));
  rgba.set([200, 100, 50, 0], 0);
  const source = () => sharp(rgba, { raw: { width: 8, height: 8, channels: 4 } });

  it('keeps alpha and wipes the colours that it hides', async () => {
    using photo = await open(await source().png().toBuffer());
    expect(photo.frame.pixels.format.layout).toBe('rgba');
    expect([pixelAt(photo, 0, 0), pixelAt(photo, 1, 0)]).toEqual([
      [0, 0, 0, 0],
      [10, 20, 30, 128],
    ]);
  });

  it('says that it is lost where JPEG is written', async () => {
    using photo = await open(await source().avif({ lossless: true }).toBuffer());
    expect(photo.notes).toContain('Transparent parts turned white, as JPEG has no transparency.');
  });
});

describe('broken and hostile files', () => {
  it.each(['jpeg', 'png', 'webp', 'gif'] as const)('decodes what is left of a cut %s', async (format) => {
    const whole = await noise().toFormat(format).toBuffer();
    using photo = await open(whole.subarray(0, Math.floor(whole.length * 0.6)));
    expect([photo.isDamaged, photo.frame.pixels.width, photo.frame.pixels.height]).toEqual([true, 400, 300]);
  });

  it.each(['tiff', 'avif'] as const)(
    'says that a cut %s, which keeps its directory or data at the end, is lost',
    async (format) => {
      const whole = await noise().toFormat(format).toBuffer();
      await expect(open(whole.subarray(0, Math.floor(whole.length * 0.6)))).rejects.toThrow(DamagedMediaError);
    },
  );

  it('decodes the upper part of a cut JPEG', async () => {
    const whole = await corners().resize(480, 320, { kernel: 'nearest' }).jpeg().toBuffer();
    using photo = await open(whole.subarray(0, Math.floor(whole.length * 0.7)));
    expect([photo.isDamaged, nameAt(photo, 20, 20)]).toEqual([true, 'red']);
  });

  it('says that nothing can be decoded where only the head is left', async () => {
    const whole = await noise().jpeg().toBuffer();
    await expect(open(whole.subarray(0, 60))).rejects.toThrow(DamagedMediaError);
  });

  it('refuses a picture with too many pixels before it decodes it', async () => {
    const bomb = await sharp({ create: { width: 3000, height: 3000, channels: 3, background: '#123' } })
      .png()
      .toBuffer();
    await expect(open(bomb, { maxPixels: 1e6 })).rejects.toThrow(
      'The picture has 9 million pixels; at most 1 million are decoded.',
    );
    // A head that promises 65,536 x 65,536 pixels.
    const head = Buffer.from(bomb.subarray(16, 29));
    head.writeUInt32BE(65_536, 0);
    head.writeUInt32BE(65_536, 4);
    const huge = Buffer.concat([bomb.subarray(0, 8), encodePngChunk('IHDR', head), bomb.subarray(33)]);
    await expect(open(huge)).rejects.toThrow(DamagedMediaError);
    await expect(open(Buffer.concat([huge, Buffer.alloc(2e6)]))).rejects.toThrow('4295 million pixels');
  });

  it('refuses empty and unknown files, SVG among them', async () => {
    await expect(open(new Uint8Array())).rejects.toThrow(DamagedMediaError);
    await expect(open(Buffer.from('hello'))).rejects.toThrow(UnsupportedMediaError);
    await expect(open(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'))).rejects.toThrow(
      UnsupportedMediaError,
    );
  });

  it('refuses camera raw files, of which only a preview could be read', async () => {
    const tiff = wrapInTiff({ data: drawCorners(), width: 48, height: 32, channels: 3 });
    // The first tag becomes "this is a reduced picture".
    const directory = tiff.readUInt32LE(4);
    tiff.writeUInt16LE(254, directory + 2);
    tiff.writeUInt32LE(1, directory + 10);
    await expect(open(tiff)).rejects.toThrow(/camera raw/i);
  });

  it('goes by content, not by name', async () => {
    const file = path.join(folder, 'odd [page=2].txt');
    await writeFile(file, await corners().webp().toBuffer());
    using photo = await openPhoto(file);
    expect(photo.outputFormat).toBe('webp');
  });
});
