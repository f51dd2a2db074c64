import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EngineError, UnsupportedMediaError } from '@passerby/engine';
import {
  AV_PIX_FMT_YUV420P,
  AVCOL_RANGE_JPEG,
  Codec,
  CodecContext,
  FF_ENCODER_LIBX265,
  FFmpegError,
  Frame,
  Packet,
  Rational,
} from 'node-av';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeColorProfile } from '../color-profile.ts';
import { openPhoto, type Photo } from '../open-photo.ts';
import { parseHeif } from './parse-heif.ts';

const tileSize = 64;

let folder = '';
let tiles: Tile[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'passerby-heif-'));
  // Four grays, in reading order.
  tiles = [40, 100, 160, 220].map(encodeTile);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Tile {
  readonly sets: readonly Buffer[];
  readonly slice: Buffer;
}

/** One HEVC picture of one gray, split at its start codes. */
function encodeTile(luma: number): Tile {
  const codec = Codec.findEncoderByName(FF_ENCODER_LIBX265);
  if (!codec) throw new Error('Expected an HEVC encoder.');
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = tileSize;
  context.height = tileSize;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  context.colorRange = AVCOL_RANGE_JPEG;
  context.timeBase = new Rational(1, 25);
  context.setOption('x265-params', 'log-level=none:keyint=1:info=0:range=full');
  FFmpegError.throwIfError(context.open2Sync(codec, null));
  const frame = new Frame();
  frame.alloc();
  frame.width = tileSize;
  frame.height = tileSize;
  frame.format = AV_PIX_FMT_YUV420P;
  frame.colorRange = AVCOL_RANGE_JPEG;
  FFmpegError.throwIfError(frame.allocBuffer());
  for (const [i, plane] of frame.data!.entries()) plane.fill(i === 0 ? luma : 128);
  frame.pts = 0n;
  const packet = new Packet();
  packet.alloc();
  context.sendFrameSync(frame);
  context.sendFrameSync(null);
  FFmpegError.throwIfError(context.receivePacketSync(packet));
  const units = splitUnits(packet.data!);
  packet.free();
  frame.free();
  context.freeContext();
  return {
    sets: units.filter((unit) => kind(unit) >= 32 && kind(unit) <= 34),
    slice: units.find((unit) => kind(unit) < 32)!,
  };
}

const kind = (unit: Buffer): number => (unit[0]! >> 1) & 63;

/** What stands between start codes. */
function splitUnits(stream: Buffer): Buffer[] {
  const units: Buffer[] = [];
  const startCode = Buffer.from([0, 0, 1]);
  for (let at = stream.indexOf(startCode); at !== -1;) {
    const next = stream.indexOf(startCode, at + 3);
    units.push(stream.subarray(at + 3, next === -1 ? undefined : stream[next - 1] === 0 ? next - 1 : next));
    at = next;
  }
  return units;
}

const uint = (value: number, size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
};

function box(type: string, ...payload: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(payload);
  return Buffer.concat([uint(8 + body.length, 4), Buffer.from(type, 'latin1'), body]);
}

interface HeicOptions {
  readonly width?: number;
  readonly height?: number;
  readonly properties?: readonly Buffer[];
  readonly codec?: string;
  readonly tileCount?: number;
}

/** A HEIC of 2 x 2 tiles; item 5 is the grid, in `idat`. */
function buildHeic({
  width = 120,
  height = 100,
  properties = [],
  codec = 'hvc1',
  tileCount = 4,
}: HeicOptions = {}): Buffer {
  const sets = tiles[0]!.sets.map((set) => [uint((set[0]! >> 1) & 63, 1), uint(1, 2), uint(set.length, 2), set]);
  const config = box('hvcC', Buffer.alloc(21), Uint8Array.of(3, sets.length), ...sets.flat());
  const size = (w: number, h: number): Buffer => box('ispe', uint(0, 4), uint(w, 4), uint(h, 4));
  const known = [config, size(tileSize, tileSize), size(width, height), ...properties];
  const own = known.map((_, i) => i + 1).slice(2);
  const slices = tiles.slice(0, tileCount).map(({ slice }) => Buffer.concat([uint(slice.length, 4), slice]));
  const ids = slices.map((_, i) => i + 1);
  const entries = [...ids.map((id) => [id, codec] as const), [5, 'grid'] as const].map(([id, type]) =>
    box('infe', uint(0x0200_0000, 4), uint(id, 2), uint(0, 2), Buffer.from(`${type}\0`, 'latin1')),
  );
  const ftyp = box('ftyp', Buffer.from('heic\0\0\0\0heicmif1', 'latin1'));
  const grid = Buffer.concat([Uint8Array.of(0, 0, 1, 1), uint(width, 2), uint(height, 2)]);
  const meta = (mdatAt: number): Buffer => {
    let at = mdatAt;
    const locations = slices.map((slice, i) => {
      const location = Buffer.concat([
        uint(ids[i]!, 2),
        uint(0, 2),
        uint(0, 2),
        uint(1, 2),
        uint(at, 4),
        uint(slice.length, 4),
      ]);
      at += slice.length;
      return location;
    });
    return box(
      'meta',
      uint(0, 4),
      box('pitm', uint(0, 4), uint(5, 2)),
      box('iinf', uint(0, 4), uint(entries.length, 2), ...entries),
      box('iref', uint(0, 4), box('dimg', uint(5, 2), uint(ids.length, 2), ...ids.map((id) => uint(id, 2)))),
      box(
        'iprp',
        box('ipco', ...known),
        box(
          'ipma',
          uint(0, 4),
          uint(ids.length + 1, 4),
          ...ids.map((id) => Buffer.concat([uint(id, 2), Uint8Array.of(2, 0x81, 2)])),
          Buffer.concat([uint(5, 2), Uint8Array.of(own.length, ...own)]),
        ),
      ),
      box('idat', grid),
      box(
        'iloc',
        uint(0x0100_0000, 4),
        uint(0x4400, 2),
        uint(ids.length + 1, 2),
        ...locations,
        Buffer.concat([uint(5, 2), uint(1, 2), uint(0, 2), uint(1, 2), uint(0, 4), uint(grid.length, 4)]),
      ),
    );
  };
  const mdatAt = ftyp.length + meta(0).length + 8;
  return Buffer.concat([ftyp, meta(mdatAt), box('mdat', ...slices)]);
}

async function open(bytes: Uint8Array): Promise<Photo> {
  const file = path.join(folder, crypto.randomUUID());
  await writeFile(file, bytes);
  return openPhoto(file);
}

function grayAt({ frame: { pixels } }: Photo, x: number, y: number): number {
  return pixels.planes[0]!.data[(y * pixels.width + x) * 3 + 1]!;
}

/** The gray near each corner, from the left upper one clockwise, to the nearest of the four. */
function readCorners(photo: Photo): number[] {
  const { width, height } = photo.frame.pixels;
  return (
    [
      [5, 5],
      [width - 5, 5],
      [width - 5, height - 5],
      [5, height - 5],
    ] as const
  ).map(([x, y]) => {
    const gray = grayAt(photo, x, y);
    return [40, 100, 160, 220].find((level) => Math.abs(level - gray) <= 2) ?? -gray;
  });
}

const fullRange = box('colr', Buffer.from('nclx', 'latin1'), uint(1, 2), uint(13, 2), uint(6, 2), Uint8Array.of(0x80));

it('puts the tiles of a HEIC together and crops them', async () => {
  using photo = await open(buildHeic({ properties: [fullRange] }));
  expect([photo.frame.pixels.width, photo.frame.pixels.height]).toEqual([120, 100]);
  expect(readCorners(photo)).toEqual([40, 100, 220, 160]);
  expect([grayAt(photo, 62, 5), grayAt(photo, 66, 5)].map((gray) => Math.round(gray / 20) * 20)).toEqual([40, 100]);
  expect([photo.outputFormat, photo.notes, photo.isDamaged]).toEqual(['jpeg', ['HEIC is written as JPEG.'], false]);
});

it.each([
  ['a quarter turn to the left', [box('irot', Uint8Array.of(1))], [100, 220, 160, 40]],
  ['half a turn', [box('irot', Uint8Array.of(2))], [220, 160, 40, 100]],
  ['a mirroring of left and right', [box('imir', Uint8Array.of(1))], [100, 40, 160, 220]],
  ['a mirroring of top and bottom', [box('imir', Uint8Array.of(0))], [160, 220, 100, 40]],
  [
    'a turn to the left, then a mirroring of left and right',
    [box('irot', Uint8Array.of(1)), box('imir', Uint8Array.of(1))],
    [220, 100, 40, 160],
  ],
])('applies %s', async (_name, turns, expected) => {
  using photo = await open(buildHeic({ properties: [fullRange, ...turns] }));
  expect(readCorners(photo)).toEqual(expected);
});

it('crops to the clean aperture before it turns', async () => {
  // 40 x 60 around the centre of the picture, moved 20 px to the right.
  const aperture = box('clap', ...[40, 1, 60, 1, 20, 1, 0, 1].map((value) => uint(value, 4)));
  using photo = await open(buildHeic({ properties: [fullRange, aperture, box('irot', Uint8Array.of(3))] }));
  expect([photo.frame.pixels.width, photo.frame.pixels.height]).toEqual([60, 40]);
});

it('obeys the range that the file names', async () => {
  const limited = box('colr', Buffer.from('nclx', 'latin1'), uint(1, 2), uint(13, 2), uint(6, 2), Uint8Array.of(0));
  using photo = await open(buildHeic({ properties: [limited] }));
  // (40 - 16) of 219 steps.
  expect(Math.abs(grayAt(photo, 5, 5) - 28)).toBeLessThanOrEqual(1);
});

it('converts by the profile inside', async () => {
  const linear = makeColorProfile({
    primaries: [
      { x: 0.64, y: 0.33 },
      { x: 0.3, y: 0.6 },
      { x: 0.15, y: 0.06 },
      { x: 0.3127, y: 0.329 },
    ],
    curve: 1,
  });
  using photo = await open(buildHeic({ properties: [box('colr', Buffer.from('prof', 'latin1'), linear), fullRange] }));
  // 100 of 255 as light is 168 in sRGB.
  expect(Math.abs(grayAt(photo, 100, 5) - 168)).toBeLessThanOrEqual(2);
});

it('refuses HDR', async () => {
  const pq = box('colr', Buffer.from('nclx', 'latin1'), uint(9, 2), uint(16, 2), uint(9, 2), Uint8Array.of(0x80));
  await expect(open(buildHeic({ properties: [pq] }))).rejects.toThrow(UnsupportedMediaError);
});

it('names the codec that it cannot decode', async () => {
  await expect(open(buildHeic({ codec: 'vvc1' }))).rejects.toThrow('HEIF pictures coded as "vvc1" cannot be read.');
});

it('never takes one tile for the photo: a grid without all tiles is damaged', async () => {
  await expect(open(buildHeic({ tileCount: 3 }))).rejects.toThrow('The tiles of the HEIF picture are not all there.');
});

it('decodes the tiles that a broken one leaves', async () => {
  const file = buildHeic({ properties: [fullRange] });
  const broken = Buffer.from(file);
  broken.fill(0xff, broken.length - tiles[3]!.slice.length, broken.length);
  using photo = await open(broken);
  expect(readCorners(photo).slice(0, 2)).toEqual([40, 100]);
  expect(photo.isDamaged).toBe(true);
});

it('meets any damage to its boxes with an error of ours', () => {
  const file = buildHeic();
  const outcomes = new Set<unknown>();
  for (let at = 0; at < file.length; at += 7) {
    const flipped = Buffer.from(file);
    flipped[at]! ^= 0x5a;
    for (const bytes of [flipped, file.subarray(0, at)]) {
      try {
        outcomes.add(parseHeif(bytes).primary.type);
      } catch (error) {
        outcomes.add(error instanceof EngineError ? error.code : error);
      }
    }
  }
  expect([...outcomes].filter((outcome) => typeof outcome !== 'string')).toEqual([]);
});
