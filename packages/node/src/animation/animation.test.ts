import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createHider, DamagedMediaError, liveFrames, type Plan } from '@passerby/engine';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sharp } from '../photo/configured-sharp.ts';
import { createAnimationSink, type AnimationOutputFormat } from './animation-sink.ts';
import { isAnimation } from './is-animation.ts';
import { openAnimation, type Animation } from './open-animation.ts';
import { encodePngChunk, pngSignature, readPngChunks } from './png-chunks.ts';

const width = 64;
const height = 48;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'passerby-animation-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => {
  if (liveFrames() !== 0) throw new Error(`${liveFrames()} frames were not disposed.`);
});

/** A square that moves over a background; with `clear` the background is transparent. */
function drawFrame(index: number, background: readonly number[] = [30, 60, 90, 255]): Buffer {
  const data = Buffer.alloc(width * height * 4, Uint8Array.from(background));
  for (let y = 10; y < 30; y++) {
    for (let x = 0; x < 16; x++) data.set([240, 200, 40 + index * 10, 255], (y * width + x + 4 + index * 8) * 4);
  }
  return data;
}

const asPng = (data: Buffer): Promise<Buffer> =>
  sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();

const clear = [0, 0, 0, 0];
const delays = [50, 120, 40, 300];

interface Drawn {
  readonly format: 'gif' | 'webp';
  readonly loop?: number;
  readonly background?: readonly number[];
}

async function drawAnimation({ format, loop = 0, background }: Drawn): Promise<Buffer> {
  const frames = await Promise.all(delays.map((_, i) => asPng(drawFrame(i, background))));
  const joined = sharp(frames, { join: { animated: true } });
  return format === 'gif'
    ? joined.gif({ delay: delays, loop, dither: 0 }).toBuffer()
    : joined.webp({ delay: delays, loop, lossless: true }).toBuffer();
}

/** The drawn frames as an APNG: whole frames, each replacing the one before. */
async function drawApng(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let sequence = 0;
  for (const [i, delay] of delays.entries()) {
    const chunks = readPngChunks(await asPng(drawFrame(i)));
    const head = chunks.find(({ type }) => type === 'IHDR')!.data;
    if (i === 0) {
      const settings = Buffer.alloc(8);
      settings.writeUInt32BE(delays.length, 0);
      settings.writeUInt32BE(3, 4);
      pieces.push(encodePngChunk('IHDR', head), encodePngChunk('acTL', settings));
    }
    const control = Buffer.alloc(26);
    control.writeUInt32BE(sequence++, 0);
    control.writeUInt32BE(width, 4);
    control.writeUInt32BE(height, 8);
    control.writeUInt16BE(delay, 20);
    control.writeUInt16BE(1000, 22);
    pieces.push(encodePngChunk('fcTL', control));
    for (const { data } of chunks.filter(({ type }) => type === 'IDAT')) {
      const number = Buffer.alloc(4);
      if (i > 0) number.writeUInt32BE(sequence++, 0);
      pieces.push(i === 0 ? encodePngChunk('IDAT', data) : encodePngChunk('fdAT', Buffer.concat([number, data])));
    }
  }
  return Buffer.concat([pngSignature, ...pieces, encodePngChunk('IEND', new Uint8Array())]);
}

async function save(bytes: Uint8Array): Promise<string> {
  const file = path.join(folder, crypto.randomUUID());
  await writeFile(file, bytes);
  return file;
}

interface Shown {
  readonly seconds: number;
  readonly pixels: Buffer;
}

async function readAll(animation: Animation): Promise<Shown[]> {
  const shown: Shown[] = [];
  for await (const raw of animation.frames()) {
    using frame = raw;
    shown.push({ seconds: frame.seconds, pixels: Buffer.from(frame.pixels.planes[0]!.data as Uint8Array) });
  }
  return shown;
}

const box = { x: 8, y: 8, width: 16, height: 16 };

/** Reads, hides and writes; gives the new file. */
async function hide(file: string, isHidden = false, outputFormat?: AnimationOutputFormat): Promise<string> {
  using animation = await openAnimation(file);
  const { durationSeconds, estimatedFrameCount } = animation;
  const region = {
    id: '0123456789abcdef',
    kind: 'region',
    fromSeconds: 0,
    throughSeconds: durationSeconds,
    keyframes: [{ seconds: 0, box, origin: 'drawn' }],
  } satisfies Plan['tracks'][number];
  const hider = createHider({
    format: 'passerby-plan',
    version: 1,
    media: { width, height, frameCount: estimatedFrameCount, durationSeconds, sha256: '0'.repeat(64) },
    settings: { preset: 'head', text: 'none' },
    models: [],
    tracks: isHidden ? [region] : [],
  });
  const output = path.join(folder, crypto.randomUUID());
  await using sink = await createAnimationSink(output, {
    ...animation,
    outputFormat: outputFormat ?? animation.outputFormat,
  });
  for await (const raw of animation.frames()) await sink.write(hider.hide(raw));
  await sink.finish();
  return output;
}

const startSeconds = [0, 0.05, 0.17, 0.21];

describe('opening', () => {
  it.each([
    ['gif', () => drawAnimation({ format: 'gif', loop: 3 })],
    ['webp', () => drawAnimation({ format: 'webp', loop: 3 })],
    ['apng', drawApng],
  ] as const)('gives the frames of a %s with their times and number of plays', async (_format, draw) => {
    const file = await save(await draw());
    using animation = await openAnimation(file);
    const shown = await readAll(animation);
    expect(await isAnimation(file)).toBe(true);
    expect([animation.width, animation.height, animation.playCount, animation.warnings]).toEqual([
      width,
      height,
      3,
      [],
    ]);
    expect(animation.durationSeconds).toBeCloseTo(0.51);
    expect(shown.map(({ seconds }) => Math.round(seconds * 1000) / 1000)).toEqual(startSeconds);
    expect(shown.map(({ pixels }, i) => pixels.equals(drawFrame(i)))).toEqual([true, true, true, true]);
  });

  it.each(['gif', 'webp'] as const)('takes frames of a %s away where they are transparent', async (format) => {
    using animation = await openAnimation(await save(await drawAnimation({ format, background: clear })));
    const shown = await readAll(animation);
    expect(shown.map(({ pixels }, i) => pixels.equals(drawFrame(i, clear)))).toEqual([true, true, true, true]);
  });

  it('shows frames without a delay for a tenth of a second, as players do', async () => {
    const frames = await Promise.all([0, 1].map((i) => asPng(drawFrame(i))));
    const quick = await sharp(frames, { join: { animated: true } })
      .gif({ delay: [0, 10] })
      .toBuffer();
    using animation = await openAnimation(await save(quick));
    expect(animation.durationSeconds).toBeCloseTo(0.2);
  });

  it('can be read more than once', async () => {
    using animation = await openAnimation(await save(await drawAnimation({ format: 'gif' })));
    expect(await readAll(animation)).toEqual(await readAll(animation));
  });

  it.each(['gif', 'webp'] as const)('gives the frames that a cut %s has left, with a warning', async (format) => {
    const whole = await drawAnimation({ format });
    using animation = await openAnimation(await save(whole.subarray(0, whole.length - 60)));
    const shown = await readAll(animation);
    expect(shown.length).toBeGreaterThanOrEqual(2);
    expect(animation.warnings).toEqual(['The file is damaged: what could be decoded of it was hidden.']);
  });

  it('says that nothing can be decoded of a head alone', async () => {
    const whole = await drawAnimation({ format: 'gif' });
    await expect(openAnimation(await save(whole.subarray(0, 20)))).rejects.toThrow(DamagedMediaError);
  });

  it('refuses a canvas with too many pixels', async () => {
    const bomb = Buffer.from(await drawAnimation({ format: 'gif' }));
    bomb.writeUInt16LE(65_535, 6);
    bomb.writeUInt16LE(65_535, 8);
    await expect(openAnimation(await save(bomb))).rejects.toThrow(
      'The picture has 4295 million pixels; at most 100 million are decoded.',
    );
  });

  it('tells stills and other files from animations', async () => {
    const still = drawFrame(0);
    const image = () => sharp(still, { raw: { width, height, channels: 4 } });
    const files = [
      await image().gif().toBuffer(),
      await image().webp().toBuffer(),
      await image().png().toBuffer(),
      Buffer.from('hello'),
    ];
    const answers = await Promise.all(files.map(async (bytes) => isAnimation(await save(bytes))));
    expect(answers).toEqual([false, false, false, false]);
  });
});

describe('writing', () => {
  it.each([
    ['gif', 'gif', () => drawAnimation({ format: 'gif', loop: 2 }), 2],
    ['gif that plays once', 'gif', () => drawAnimation({ format: 'gif', loop: 1 }), 1],
    ['gif that plays without end', 'gif', () => drawAnimation({ format: 'gif', loop: 0 }), 0],
    ['transparent gif', 'gif', () => drawAnimation({ format: 'gif', background: clear }), 0],
    ['webp', 'webp', () => drawAnimation({ format: 'webp', loop: 5 }), 5],
    ['transparent webp', 'webp', () => drawAnimation({ format: 'webp', background: clear }), 0],
    ['apng', 'webp', drawApng, 3],
  ] as const)('keeps frames, times and plays of a %s', async (_name, format, draw, playCount) => {
    const input = await save(await draw());
    const output = await hide(input);
    using before = await openAnimation(input);
    using after = await openAnimation(output);
    expect([after.outputFormat, after.playCount]).toEqual([format, playCount]);
    expect(after.durationSeconds).toBeCloseTo(before.durationSeconds);
    const [shownBefore, shownAfter] = [await readAll(before), await readAll(after)];
    expect(shownAfter.map(({ seconds }) => seconds.toFixed(3))).toEqual(
      shownBefore.map(({ seconds }) => seconds.toFixed(3)),
    );
    expect(shownAfter.map(({ pixels }, i) => pixels.equals(shownBefore[i]!.pixels))).toEqual([true, true, true, true]);
  });

  it('agrees with another reader on what is shown', async () => {
    const file = await hide(await save(await drawAnimation({ format: 'gif' })));
    const { pages, delay, loop } = await sharp(file).metadata();
    expect([pages, delay, loop]).toEqual([4, delays, 0]);
    const third = await sharp(file, { page: 2 }).ensureAlpha().raw().toBuffer();
    expect(third.equals(drawFrame(2))).toBe(true);
  });

  it.each(['gif', 'webp'] as const)('writes %s bytes that do not depend on hidden pixels', async (format) => {
    const noisy = await Promise.all(
      delays.map((_, i) => {
        const data = drawFrame(i);
        for (let y = box.y; y < box.y + box.height; y++) {
          for (let x = box.x; x < box.x + box.width; x++)
            data.set([(x * 37 + i) % 256, (y * 91) % 256, (x * y) % 256], (y * width + x) * 4);
        }
        return asPng(data);
      }),
    );
    // WebP in both cases: a GIF's palette would differ outside of the box as well.
    const other = await sharp(noisy, { join: { animated: true } })
      .webp({ delay: delays, loop: 0, lossless: true })
      .toBuffer();
    const plain = await drawAnimation({ format: 'webp' });
    const write = async (bytes: Buffer): Promise<Buffer> => readFile(await hide(await save(bytes), true, format));
    expect((await write(other)).equals(await write(plain))).toBe(true);
  });

  it('gives a hidden region of one colour one colour in GIF', async () => {
    const file = await hide(await save(await drawAnimation({ format: 'gif' })), true);
    using animation = await openAnimation(file);
    const [first] = await readAll(animation);
    const inside = new Set<string>();
    for (let y = box.y; y < box.y + box.height; y++) {
      for (let x = box.x; x < box.x + box.width; x++) {
        const at = (y * width + x) * 4;
        inside.add(first!.pixels.subarray(at, at + 4).join(' '));
      }
    }
    expect(inside.size).toBe(1);
  });

  it('deletes what it wrote where it is not finished', async () => {
    const inOwnFolder = await mkdtemp(path.join(folder, 'partial-'));
    using animation = await openAnimation(await save(await drawAnimation({ format: 'gif' })));
    const sink = await createAnimationSink(path.join(inOwnFolder, 'out'), animation);
    expect(await readdir(inOwnFolder)).toEqual(['out']);
    await sink[Symbol.asyncDispose]();
    expect(await readdir(inOwnFolder)).toEqual([]);
  });
});
