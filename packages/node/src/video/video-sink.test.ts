import assert from 'node:assert/strict';
import { createHider, liveFrames, UnsupportedMediaError, type Plan } from '@passerby/engine';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeTestClip, type DrawnSound, type DrawnVideo } from '../../test/write-test-clip.ts';
import { Frame } from 'node-av';
import { SoundReader } from './sound-reader.ts';
import { createVideoSink, type VideoSinkOptions } from './video-sink.ts';
import { openVideoSource } from './video-source.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-sink-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  assert.equal(liveFrames(), 0);
});

const at = (name: string): string => join(folder, name);

function clip(name: string, video: DrawnVideo = {}, sound?: DrawnSound): string {
  writeTestClip(at(name), video, sound);
  return at(name);
}

/** A plan that hides one box throughout, or nothing. */
function planOf(width: number, height: number, box?: { x: number; y: number; width: number; height: number }): Plan {
  return {
    format: 'passerby-plan',
    version: 1,
    media: { width, height, frameCount: 1, durationSeconds: 1000, sha256: '0'.repeat(64) },
    settings: { preset: 'head', text: 'none' },
    models: [],
    tracks: box
      ? [
          {
            id: '0123456789abcdef',
            kind: 'region',
            fromSeconds: 0,
            throughSeconds: 1000,
            keyframes: [{ seconds: 0, box, origin: 'drawn' }],
          },
        ]
      : [],
  };
}

async function convert(
  input: string,
  output: string,
  options: VideoSinkOptions & { box?: { x: number; y: number; width: number; height: number } } = {},
): Promise<void> {
  using source = await openVideoSource(input);
  await using sink = await createVideoSink(output, source, options);
  const hider = createHider(planOf(source.width, source.height, options.box));
  for await (const raw of source.frames()) await sink.write(hider.hide(raw));
  await sink.finish();
}

interface Read {
  readonly seconds: number[];
  readonly lumas: Uint8Array[];
  readonly durationSeconds: number;
}

async function read(file: string): Promise<Read> {
  using source = await openVideoSource(file);
  const seconds: number[] = [];
  const lumas: Uint8Array[] = [];
  for await (const raw of source.frames()) {
    using frame = raw;
    seconds.push(Math.round(frame.seconds * 1e6) / 1e6);
    const [luma] = frame.pixels.planes;
    if (!luma) continue;
    const rows = Array.from({ length: luma.height }, (_, y) => [
      ...luma.data.subarray(y * luma.stride, y * luma.stride + luma.width),
    ]);
    lumas.push(Uint8Array.from(rows.flat()));
  }
  return { seconds, lumas, durationSeconds: source.durationSeconds };
}

function psnr(a: Uint8Array, b: Uint8Array): number {
  const squares = a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0);
  return 10 * Math.log10((255 * 255 * a.length) / Math.max(squares, 1));
}

interface Box {
  readonly type: string;
  readonly bytes: Buffer;
}

const parents = ['moov', 'trak', 'mdia', 'minf', 'dinf', 'stbl', 'edts'];

/** All boxes of the file, depth first. Throws where one does not end where its parent does. */
function boxesOf(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  let start = 0;
  while (start < bytes.length) {
    const size = bytes.readUInt32BE(start);
    const type = bytes.toString('latin1', start + 4, start + 8);
    if (size < 8 || start + size > bytes.length) throw new RangeError(`box ${type} of ${size} bytes`);
    const content = bytes.subarray(start + 8, start + size);
    boxes.push({ type, bytes: content }, ...(parents.includes(type) ? boxesOf(content) : []));
    start += size;
  }
  return boxes;
}

const boxOf = (boxes: readonly Box[], type: string): Buffer => {
  const found = boxes.find((box) => box.type === type);
  if (!found) throw new Error(`no box ${type}`);
  return found.bytes;
};

/** Mean magnitude of the sound between two moments. */
function loudnessOf(file: string): (fromSeconds: number, toSeconds: number) => number {
  const reader = SoundReader.open(file, 0);
  const frame = new Frame();
  frame.alloc();
  const samples: number[] = [];
  for (let hasMore = reader?.read(frame); hasMore; hasMore = reader?.read(frame)) {
    const [bytes] = frame.data ?? [];
    for (let i = 0; i < frame.nbSamples; i++) samples.push(Math.abs(bytes?.readFloatLE(i * 4) ?? 0));
  }
  const { sampleRate = 1 } = reader ?? {};
  reader?.close();
  frame.free();
  return (from, to) => {
    const part = samples.slice(Math.round(from * sampleRate), Math.round(to * sampleRate));
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  };
}

describe('a video sink', () => {
  it('keeps count, times, duration and look of the frames', async () => {
    const input = clip('plain.mp4', { ticks: Array.from({ length: 40 }, (_, i) => i) });
    await convert(input, at('plain.out.mp4'));
    const [before, after] = [await read(input), await read(at('plain.out.mp4'))];
    expect(after.seconds).toEqual(before.seconds);
    expect(after.durationSeconds).toBeCloseTo(before.durationSeconds, 6);
    for (const [i, luma] of after.lumas.entries()) expect(psnr(luma, before.lumas[i] ?? luma)).toBeGreaterThan(38);
  });

  it.each(['default', 'small'] as const)(
    'keeps variable frame rates and the last duration exactly (%s)',
    async (quality) => {
      const ticks = [0, 1, 2, 7, 8, 30, 31, 33, 60, 61, 62, 90];
      const input = clip('vfr.mp4', { ticks, timeBase: [1, 100], lastDurationTicks: 5 });
      await convert(input, at(`vfr.${quality}.mp4`), { quality });
      const after = await read(at(`vfr.${quality}.mp4`));
      expect(after.seconds).toEqual(ticks.map((tick) => tick / 100));
      expect(after.durationSeconds).toBeCloseTo(0.95, 6);
      const boxes = boxesOf(await readFile(at(`vfr.${quality}.mp4`)));
      for (const header of ['mvhd', 'mdhd']) {
        const bytes = boxOf(boxes, header);
        expect(Number(bytes.readBigUInt64BE(24)) / bytes.readUInt32BE(20)).toBeCloseTo(0.95, 6);
      }
    },
  );

  it('writes the boxes that playing needs and no others, with times of creation 0 and the index first', async () => {
    await convert(clip('boxes.mp4', { colors: [1, 1, 1], sampleAspectRatio: [4, 3] }), at('boxes.out.mp4'));
    const boxes = boxesOf(await readFile(at('boxes.out.mp4')));
    expect(boxes.map(({ type }) => type).join(' ')).toBe(
      'ftyp moov mvhd trak tkhd mdia mdhd hdlr minf vmhd dinf dref stbl stsd stts ctts stss stsc stsz stco mdat',
    );
    for (const header of ['mvhd', 'tkhd', 'mdhd']) {
      expect(boxOf(boxes, header).subarray(4, 20)).toEqual(Buffer.alloc(16));
    }
    const description = boxOf(boxes, 'stsd').toString('latin1');
    expect(description).toContain('avcC');
    expect(description).toContain('colrnclx');
    expect(description).toContain('pasp');
  });

  it.each(['default', 'fast', 'small'] as const)('leaves no word of the tools that wrote it (%s)', async (quality) => {
    const input = clip('words.mp4', {}, { seconds: 0.5 });
    await convert(input, at(`words.${quality}.mp4`), { quality, audio: 'keep' });
    const bytes = (await readFile(at(`words.${quality}.mp4`))).toString('latin1');
    expect(bytes).not.toMatch(/x264|libx|Lav[cf]|SVT|Handler|H\.264|udta|meta|free|elst|uuid/i);
  });

  it('holds one picture unit per sample: no supplemental units', async () => {
    await convert(clip('units.mp4'), at('units.out.mp4'));
    const boxes = boxesOf(await readFile(at('units.out.mp4')));
    const data = boxOf(boxes, 'mdat');
    const types: number[] = [];
    for (let start = 0; start < data.length; start += 4 + data.readUInt32BE(start))
      types.push((data[start + 4] ?? 0) & 31);
    expect(new Set(types)).toEqual(new Set([1, 5]));
    expect(types).toHaveLength(12);
  });

  it('writes the same bytes for the same pixels, whatever was hidden under the region', async () => {
    const box = { x: 16, y: 0, width: 64, height: 64 };
    const outputs: Buffer[] = [];
    for (const secret of [0, 90]) {
      const input = clip(`secret-${secret}.mkv`, {
        codec: 'ffv1' as never,
        paint: (x, y, frame) => (x >= 40 && x < 56 ? [secret, (secret + frame * 9) % 256, y] : [x, y, frame]),
      });
      await convert(input, at(`secret-${secret}.mp4`), { box });
      outputs.push(await readFile(at(`secret-${secret}.mp4`)));
    }
    expect(outputs[0]?.equals(outputs[1] ?? Buffer.alloc(0))).toBe(true);
  });

  it('never draws into the pictures that the decoder still needs', async () => {
    const input = clip('references.mp4', { ticks: Array.from({ length: 30 }, (_, i) => i), options: { bf: '3' } });
    await convert(input, at('references.mp4.out.mp4'), { box: { x: 0, y: 0, width: 16, height: 16 } });
    const [before, after] = [await read(input), await read(at('references.mp4.out.mp4'))];
    for (const [i, luma] of after.lumas.entries()) {
      const outside = (bytes: Uint8Array | undefined): Uint8Array => bytes?.subarray(96 * 48) ?? luma;
      expect(psnr(outside(luma), outside(before.lumas[i]))).toBeGreaterThan(38);
    }
  });

  it('keeps sound only where it was asked for, in time and as long as the pictures', async () => {
    const input = clip(
      'sound.mkv',
      { ticks: Array.from({ length: 25 }, (_, i) => i) },
      { fromSeconds: 0.25, seconds: 2 },
    );
    await convert(input, at('silent.mp4'));
    expect(boxesOf(await readFile(at('silent.mp4'))).filter(({ type }) => type === 'trak')).toHaveLength(1);
    await convert(input, at('sound.mp4'), { audio: 'keep' });
    const boxes = boxesOf(await readFile(at('sound.mp4')));
    const [picture, sound] = boxes.filter(({ type }) => type === 'mdhd').map(({ bytes }) => bytes);
    expect(picture?.readUInt32BE(20)).toBe(16_000);
    expect(sound?.readUInt32BE(20)).toBe(48_000);
    expect(Number(sound?.readBigUInt64BE(24))).toBe(48_000);
    expect(Number(picture?.readBigUInt64BE(24))).toBe(16_000);
    expect(boxes.some(({ type }) => type === 'edts')).toBe(false);
    const loudness = loudnessOf(at('sound.mp4'));
    expect(loudness(0.05, 0.22)).toBeLessThan(0.01);
    expect(loudness(0.28, 0.95)).toBeGreaterThan(0.2);
  });

  it('is made for its owner only and is gone where it was not finished', async () => {
    const input = clip('abort.mp4');
    using source = await openVideoSource(input);
    {
      await using sink = await createVideoSink(at('abort.out.mp4'), source);
      const hider = createHider(planOf(source.width, source.height));
      let count = 0;
      for await (const raw of source.frames()) {
        await sink.write(hider.hide(raw));
        if (++count === 5) break;
      }
      const { mode } = await stat(at('abort.out.mp4'));
      expect(process.platform === 'win32' || (mode & 0o077) === 0).toBe(true);
    }
    expect(existsSync(at('abort.out.mp4'))).toBe(false);
  });

  it('refuses pictures that its encoder cannot take, in one sentence', async () => {
    using source = await openVideoSource(clip('tiny.mp4', { width: 32, height: 32 }));
    await expect(createVideoSink(at('tiny.out.mp4'), source, { quality: 'small' })).rejects.toThrow(
      UnsupportedMediaError,
    );
    expect(existsSync(at('tiny.out.mp4'))).toBe(false);
  });
});
