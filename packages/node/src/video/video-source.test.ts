import assert from 'node:assert/strict';
import {
  liveFrames,
  DamagedMediaError,
  UnsupportedMediaError,
  type FramePixels,
  type RawFrame,
} from '@passerby/engine';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FFEncoderCodec } from 'node-av/constants';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeTestClip, paintSlopes, type Color, type DrawnVideo } from '../../test/write-test-clip.ts';
import type { AvPicture } from './av-picture.ts';
import { openVideoSource, type VideoSource, type VideoSourceOptions } from './video-source.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-video-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  assert.equal(liveFrames(), 0);
});

const at = (name: string): string => join(folder, name);

function clip(name: string, video: DrawnVideo | readonly DrawnVideo[] = {}): string {
  writeTestClip(at(name), video);
  return at(name);
}

/** Reads all frames; what `see` gives of each is kept. */
async function readAll<Seen>(
  file: string,
  see: (frame: RawFrame<AvPicture>, source: VideoSource) => Seen,
  options: VideoSourceOptions = {},
): Promise<{ seen: Seen[]; source: VideoSource }> {
  using source = await openVideoSource(file, options);
  const seen: Seen[] = [];
  for await (const raw of source.frames()) {
    using frame = raw;
    seen.push(see(frame, source));
  }
  return { seen, source };
}

const secondsOf = (frame: RawFrame): number => Math.round(frame.seconds * 1e6) / 1e6;

/** The colour of a pixel as the engine sees it. */
function colorAt(frame: RawFrame, x: number, y: number): Color {
  const rgb = frame.view.sample({ x: x - (x % 2), y: y - (y % 2), width: 2, height: 2 }, 1, 1);
  return [rgb[0] ?? 0, rgb[1] ?? 0, rgb[2] ?? 0];
}

function expectColor(actual: Color, expected: Color, tolerance: number): void {
  for (const channel of [0, 1, 2] as const) {
    expect(Math.abs(actual[channel] - expected[channel])).toBeLessThanOrEqual(tolerance);
  }
}

/** An edge that moves on between the two fields: woven together, it is a comb. */
const paintComb = (x: number, y: number, frame: number): Color =>
  x < 10 + frame * 6 + (y % 2) * 3 ? [255, 255, 255] : [0, 0, 0];

const lumaSum = ({ planes }: FramePixels): number => {
  const [luma] = planes;
  let sum = 0;
  for (let y = 0; y < (luma?.height ?? 0); y++) {
    for (let x = 0; x < (luma?.width ?? 0); x++) sum += luma?.data[y * luma.stride + x] ?? 0;
  }
  return sum;
};

describe('a video source', () => {
  it('gives every frame in order, with times from 0 and the end of the last', async () => {
    const { seen, source } = await readAll(clip('plain.mp4'), (frame) => [frame.index, secondsOf(frame)]);
    expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => [i, i / 25]));
    expect(source.durationSeconds).toBeCloseTo(12 / 25, 6);
    expect(source.warnings).toEqual([]);
    expect(source.estimatedFrameCount).toBe(12);
  });

  it('may be read again, also after a reading that stopped early', async () => {
    using source = await openVideoSource(clip('again.mp4'));
    const counts: number[] = [];
    for (const most of [12, 3, 12]) {
      let count = 0;
      for await (const raw of source.frames()) {
        raw[Symbol.dispose]();
        if (++count === most) break;
      }
      counts.push(count);
    }
    expect(counts).toEqual([12, 3, 12]);
  });

  it('keeps variable frame rates, also through B-frames', async () => {
    const ticks = [0, 1, 2, 7, 8, 30, 31, 33, 60, 61, 62, 90];
    const file = clip('vfr.mp4', { ticks, timeBase: [1, 100], lastDurationTicks: 5, options: { bf: '3' } });
    const { seen, source } = await readAll(file, secondsOf);
    expect(seen).toEqual(ticks.map((tick) => tick / 100));
    expect(source.durationSeconds).toBeCloseTo(0.95, 6);
  });

  it.each([
    { name: 'a quarter turn clockwise', matrix: [0, 1, -1, 0], size: [64, 96], corner: [55, 16] },
    { name: 'a quarter turn counterclockwise', matrix: [0, -1, 1, 0], size: [64, 96], corner: [8, 78] },
    { name: 'half a turn', matrix: [-1, 0, 0, -1], size: [96, 64], corner: [78, 46] },
    { name: 'a mirror', matrix: [-1, 0, 0, 1], size: [96, 64], corner: [78, 16] },
    { name: 'a mirror with a quarter turn', matrix: [0, 1, 1, 0], size: [64, 96], corner: [16, 16] },
  ] as const)('turns pictures upright: $name', async ({ matrix, size, corner }) => {
    const file = clip(`turned-${matrix.join('')}.mp4`, { matrix });
    const { seen, source } = await readAll(file, (frame) => {
      expect([frame.pixels.width, frame.pixels.height]).toEqual(size);
      return frame.index === 0 ? colorAt(frame, corner[0], corner[1]) : undefined;
    });
    expect([source.width, source.height]).toEqual(size);
    expect(source.notes.join()).toMatch(/rotation/);
    expectColor(seen[0] ?? [0, 0, 0], [255, 255, 255], 12);
  });

  it.each([
    { name: '10 bits', pixelFormat: 'yuv420p10le' },
    { name: '4:2:2', pixelFormat: 'yuv422p' },
    { name: '4:4:4', pixelFormat: 'yuv444p' },
    { name: '4:2:2 with 10 bits', pixelFormat: 'yuv422p10le' },
    { name: 'RGB', codec: 'ffv1', pixelFormat: 'bgr0' },
    { name: 'a palette', codec: 'gif', pixelFormat: 'rgb8', extension: 'gif' },
  ] as const)('brings $name to 8-bit 4:2:0 with the same colours', async (drawn) => {
    const { name, codec, pixelFormat } = drawn;
    const file = clip(`${pixelFormat}.${'extension' in drawn ? drawn.extension : 'mkv'}`, {
      pixelFormat,
      ...('codec' in drawn ? { codec: codec as FFEncoderCodec } : {}),
      colors: name === 'RGB' || name === 'a palette' ? [1, 13, 0] : [6, 6, 6],
    });
    const { seen } = await readAll(file, (frame) => {
      expect(frame.pixels.format).toMatchObject({ layout: 'yuv420', bitDepth: 8, range: 'limited' });
      return colorAt(frame, 60, 50);
    });
    expect(seen).toHaveLength(12);
    expectColor(seen[2] ?? [0, 0, 0], paintSlopes(60, 50, 2), name === 'a palette' ? 40 : 12);
  });

  it('keeps the full range where the source has it', async () => {
    const file = clip('full.mkv', { isFullRange: true, pixelFormat: 'yuvj420p', colors: [6, 6, 6] });
    const { seen } = await readAll(file, (frame) => {
      expect(frame.pixels.format.range).toBe('full');
      return colorAt(frame, 60, 50);
    });
    expectColor(seen[2] ?? [0, 0, 0], paintSlopes(60, 50, 2), 12);
  });

  it('repeats the last row and column of odd sizes, and says so', async () => {
    const file = clip('odd.mkv', { width: 95, height: 63, pixelFormat: 'yuv444p' });
    const { seen, source } = await readAll(file, ({ pixels: { planes } }) => {
      const [luma] = planes;
      return [61, 62, 63].map((y) => [93, 94, 95].map((x) => luma?.data[y * luma.stride + x]));
    });
    expect([source.width, source.height]).toEqual([96, 64]);
    expect(source.notes.join()).toMatch(/95x63: the last row and column were repeated/);
    for (const [, before, last] of seen) {
      expect(last).toEqual(before);
      expect(last?.[2]).toBe(last?.[1]);
    }
  });

  it('takes the two fields of interlaced pictures apart, one frame for one', async () => {
    const file = clip('fields.mpg', {
      isInterlaced: true,
      codec: 'mpeg2video' as FFEncoderCodec,
      options: { qmin: '2', qmax: '2' },
      paint: paintComb,
    });
    const { seen, source } = await readAll(file, ({ index, pixels: { planes } }) =>
      [20, 21].map((y) => planes[0]?.data[y * planes[0].stride + 11 + index * 6] ?? 0),
    );
    expect(seen).toHaveLength(12);
    expect(source.durationSeconds).toBeCloseTo(12 / 25, 3);
    for (const [even = 0, odd = 0] of seen) expect(Math.abs(even - odd)).toBeLessThan(60);
  });

  it('tone-maps HDR and says so', async () => {
    const file = clip('hdr.mkv', { pixelFormat: 'yuv420p10le', colors: [9, 16, 9], paint: () => [128, 128, 128] });
    const { seen, source } = await readAll(file, (frame) => colorAt(frame, 40, 40)[0]);
    expect(source.notes.join()).toMatch(/HDR/);
    // Half of PQ is 92 nits, a mid-tone of standard range too; shown as it is it would stay 128.
    for (const value of seen) expect(value).toBeGreaterThan(135);
    expect(source.facts.color).toMatchObject({ primaries: 1, transfer: 1, matrix: 1 });
  });

  it('subtracts the start of a transport stream', async () => {
    const { seen } = await readAll(clip('start.ts', { ticks: [500, 501, 502, 503, 504] }), secondsOf);
    expect(seen).toEqual([0, 0.04, 0.08, 0.12, 0.16]);
  });

  it('counts on where a stream carries no times at all', async () => {
    const { seen, source } = await readAll(clip('bare.h264'), secondsOf);
    expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => i / 25));
    expect(source.warnings).toEqual([]);
  });

  it('gives no frame that an edit list hides', async () => {
    const ticks = Array.from({ length: 12 }, (_, i) => i - 5);
    const { seen } = await readAll(clip('hidden.mp4', { ticks, options: { bf: '0' } }), (frame) => [
      secondsOf(frame),
      colorAt(frame, 8 + (frame.index + 5) * 4 + 8, 16)[0],
    ]);
    expect(seen.map(([seconds]) => seconds)).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => i / 25));
    for (const [, white] of seen) expect(white).toBeGreaterThan(240);
  });

  it('takes the track that players show and names the others', async () => {
    const black: DrawnVideo = { paint: () => [0, 0, 0] };
    const white: DrawnVideo = { paint: () => [255, 255, 255], isDefault: true };
    const { seen, source } = await readAll(clip('two.mkv', [black, white]), (frame) => colorAt(frame, 40, 40)[0]);
    for (const value of seen) expect(value).toBeGreaterThan(240);
    expect(source.notes.join()).toMatch(/2 video tracks, number 2/);
  });

  it('keeps the shape of pixels', async () => {
    const { source } = await readAll(clip('wide.mp4', { sampleAspectRatio: [4, 3] }), () => 0);
    expect(source.facts.sampleAspectRatio).toEqual({ num: 4, den: 3 });
    const turned = await readAll(
      clip('wide-turned.mp4', { sampleAspectRatio: [4, 3], matrix: [0, 1, -1, 0] }),
      () => 0,
    );
    expect(turned.source.facts.sampleAspectRatio).toEqual({ num: 3, den: 4 });
  });

  it('gives the same frames and times to look at as to hide', async () => {
    const file = clip('both.mkv', { ticks: [0, 40, 90, 91, 200, 260], timeBase: [1, 1000], options: { bf: '2' } });
    const look = await readAll(file, secondsOf, { purpose: 'look' });
    const hide = await readAll(file, secondsOf, { purpose: 'hide' });
    expect(look.seen).toEqual(hide.seen);
    expect(look.source.durationSeconds).toBe(hide.source.durationSeconds);
  });

  it('keeps frames valid as long as they are held, after the source as well', async () => {
    const source = await openVideoSource(clip('held.mp4'));
    const held: RawFrame[] = [];
    const sums: number[] = [];
    for await (const frame of source.frames()) {
      held.push(frame);
      sums.push(lumaSum(frame.pixels));
    }
    source[Symbol.dispose]();
    expect(new Set(sums).size).toBeGreaterThan(1);
    expect(held.map((frame) => lumaSum(frame.pixels))).toEqual(sums);
    for (const frame of held) frame[Symbol.dispose]();
  });

  it('stops with the reason of an abort and frees what it holds', async () => {
    using source = await openVideoSource(clip('abort.mp4'));
    const controller = new AbortController();
    const reading = async (): Promise<void> => {
      for await (const raw of source.frames({ signal: controller.signal })) {
        using frame = raw;
        if (frame.index === 4) controller.abort(new Error('enough'));
      }
    };
    await expect(reading()).rejects.toThrow('enough');
  });
});

describe('a damaged video', () => {
  it('gives what can be decoded, with a warning', async () => {
    const file = clip('flipped.mp4', { ticks: Array.from({ length: 60 }, (_, i) => i) });
    const bytes = await readFile(file);
    const data = bytes.indexOf('mdat') + 2000;
    for (let i = 0; i < 40; i++) bytes[data + i * 37] = (bytes[data + i * 37] ?? 0) ^ 0x5a;
    await writeFile(file, bytes);
    const { seen, source } = await readAll(file, secondsOf);
    expect(seen.length).toBeGreaterThan(30);
    expect(source.warnings.join()).toMatch(/damaged/);
  });

  it('says that it ends early', async () => {
    writeTestClip(at('short.mp4'), { ticks: Array.from({ length: 100 }, (_, i) => i) }, undefined, {
      movflags: '+faststart',
    });
    await truncate(at('short.mp4'), Math.round((await readFile(at('short.mp4'))).length * 0.8));
    const { seen, source } = await readAll(at('short.mp4'), secondsOf);
    expect(seen.length).toBeGreaterThan(10);
    expect(source.warnings.join()).toMatch(/ends .* earlier/);
  });

  it('is an error where nothing can be decoded', async () => {
    const file = clip('headless.mp4');
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.indexOf('moov')));
    await expect(openVideoSource(file)).rejects.toThrow(DamagedMediaError);
  });
});

describe('what is no video', () => {
  it.each([
    { name: 'an empty file', file: 'empty.mp4', content: '' },
    { name: 'text', file: 'text.mp4', content: 'no video\n'.repeat(300) },
    {
      name: 'a playlist',
      file: 'list.mp4',
      content: '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nplain.mp4\n#EXT-X-ENDLIST\n',
    },
    { name: 'a list of files to join', file: 'concat.mp4', content: "ffconcat version 1.0\nfile 'plain.mp4'\n" },
    {
      name: 'a session description',
      file: 'session.mp4',
      content: 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=video 9 RTP/AVP 96\n',
    },
    {
      name: 'a DASH manifest',
      file: 'dash.mp4',
      content: '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
    },
  ])('is refused: $name', async ({ file, content }) => {
    clip('plain.mp4');
    await writeFile(at(file), content);
    await expect(openVideoSource(at(file))).rejects.toThrow(UnsupportedMediaError);
  });

  it('is refused: sound alone', async () => {
    writeTestClip(at('sound.mp4'), [], { seconds: 0.5 });
    await expect(openVideoSource(at('sound.mp4'))).rejects.toThrow(/sound but no moving picture/);
  });
});
