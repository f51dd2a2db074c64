import { join, text, u16, u32 } from '../bytes.ts';
import type { CodedFilm } from './read-coded-frames.ts';

/** One track: samples, and the boxes that say what they are. */
export interface Mp4Track {
  /** Four letters: `vide`, `soun`, `text`, … */
  readonly handler: string;
  readonly handlerName: string;
  /** Sample description, such as `avc1`. */
  readonly description: Buffer;
  /** Header of the kind of media, such as `vmhd`. */
  readonly kindHeader: Buffer;
  /** Ticks per second. */
  readonly timescale: number;
  readonly samples: readonly {
    readonly data: Buffer;
    readonly ticks: number;
    readonly shift?: number;
    readonly isKey?: boolean;
  }[];
  /** Bytes per sample where they are too many to list (PCM); then there is one entry in `samples` that holds them all. */
  readonly bytesPerSample?: number;
  /** By how much frames are shown later than they are decoded; an edit list makes up for it. */
  readonly delayTicks?: number;
  /** Ticks of the track that a player does not show: the edit list starts after them. */
  readonly hiddenTicks?: number;
  readonly width?: number;
  readonly height?: number;
  /** References: type and track number. */
  readonly reference?: readonly [string, number];
  /** False: players do not play it unless asked. */
  readonly isEnabled?: boolean;
  /** Boxes at the end of the track, such as `udta`. */
  readonly more?: readonly Buffer[];
}

/** A film: tracks, boxes of the index, boxes beside it. */
export interface Mp4Film {
  readonly tracks: readonly Mp4Track[];
  /** Seconds since 1904. */
  readonly creationTime: number;
  /** Boxes at the end of the index, such as `udta`. */
  readonly index: readonly Buffer[];
  /** Boxes after the media data. */
  readonly after: readonly Buffer[];
  /** Bytes at the end of the media data that belong to no sample. */
  readonly unclaimed: Buffer;
}

export const MOVIE_TIMESCALE = 1000;

export function box(type: string, ...content: readonly Uint8Array[]): Buffer {
  const body = join(...content);
  return join(u32(body.length + 8), text(type), body);
}

export function fullBox(type: string, version: number, flags: number, ...content: readonly Uint8Array[]): Buffer {
  return box(type, u32(version * 2 ** 24 + flags), ...content);
}

const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

/** Writes a film: type, media data, index, the rest. */
export function buildMp4(film: Mp4Film): Buffer {
  const type = box('ftyp', text('isom'), u32(512), text('isomiso2avc1mp41'));
  const media: Buffer[] = [];
  const offsets: number[] = [];
  let offset = type.length + 8;
  for (const { samples } of film.tracks) {
    offsets.push(offset);
    for (const { data } of samples) {
      media.push(data);
      offset += data.length;
    }
  }
  const duration = Math.max(...film.tracks.map((track) => movieTicks(track)));
  const header = fullBox(
    'mvhd',
    0,
    0,
    u32(film.creationTime, film.creationTime, MOVIE_TIMESCALE, duration, 0x10000),
    u16(0x100),
    Buffer.alloc(10),
    MATRIX,
    Buffer.alloc(24),
    u32(film.tracks.length + 1),
  );
  const tracks = film.tracks.map((track, i) => trackBox(track, i + 1, offsets[i]!, film.creationTime));
  return join(
    type,
    box('mdat', ...media, film.unclaimed),
    box('moov', header, ...tracks, ...film.index),
    ...film.after,
  );
}

function trackTicks({ samples, bytesPerSample }: Mp4Track): number {
  return samples.reduce(
    (sum, { ticks, data }) => sum + (bytesPerSample === undefined ? ticks : data.length / bytesPerSample),
    0,
  );
}

function movieTicks(track: Mp4Track): number {
  return Math.round(((trackTicks(track) - (track.hiddenTicks ?? 0)) * MOVIE_TIMESCALE) / track.timescale);
}

function trackBox(track: Mp4Track, id: number, dataOffset: number, creationTime: number): Buffer {
  const { samples, bytesPerSample, delayTicks = 0, hiddenTicks = 0, reference } = track;
  const isPcm = bytesPerSample !== undefined;
  const count = isPcm ? samples[0]!.data.length / bytesPerSample : samples.length;
  const shifts = samples.map(({ shift = 0 }) => shift);
  const keys = samples.flatMap(({ isKey = true }, i) => (isKey ? [i + 1] : []));
  const tables = [
    fullBox('stsd', 0, 0, u32(1), track.description),
    isPcm
      ? fullBox('stts', 0, 0, u32(1, count, 1))
      : fullBox('stts', 0, 0, u32(count), ...samples.map(({ ticks }) => u32(1, ticks))),
    ...(shifts.some((shift) => shift !== 0)
      ? [fullBox('ctts', 0, 0, u32(count), ...shifts.map((shift) => u32(1, shift)))]
      : []),
    ...(keys.length < samples.length ? [fullBox('stss', 0, 0, u32(keys.length, ...keys))] : []),
    fullBox('stsc', 0, 0, u32(1, 1, count, 1)),
    isPcm
      ? fullBox('stsz', 0, 0, u32(bytesPerSample, count))
      : fullBox('stsz', 0, 0, u32(0, count, ...samples.map(({ data }) => data.length))),
    fullBox('stco', 0, 0, u32(1, dataOffset)),
  ];
  const media = box(
    'mdia',
    fullBox('mdhd', 0, 0, u32(creationTime, creationTime, track.timescale, trackTicks(track)), u16(0x55c4, 0)),
    fullBox('hdlr', 0, 0, u32(0), text(track.handler), Buffer.alloc(12), text(`${track.handlerName}\0`)),
    box(
      'minf',
      track.kindHeader,
      box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
      box('stbl', ...tables),
    ),
  );
  const size = u32((track.width ?? 0) * 0x10000, (track.height ?? 0) * 0x10000);
  const header = fullBox(
    'tkhd',
    0,
    track.isEnabled === false ? 2 : 3,
    u32(creationTime, creationTime, id, 0, movieTicks(track)),
    Buffer.alloc(8),
    u16(0, 0, track.handler === 'soun' ? 0x100 : 0, 0),
    MATRIX,
    size,
  );
  const edits = fullBox('elst', 0, 0, u32(1, movieTicks(track), delayTicks + hiddenTicks, 0x10000));
  const references = reference === undefined ? [] : [box('tref', box(reference[0], u32(reference[1])))];
  return box('trak', header, box('edts', edits), ...references, media, ...(track.more ?? []));
}

/** What an H.264 track needs beside its samples. */
export interface PictureTrackOptions {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly handlerName: string;
  /** At most 31 letters. */
  readonly compressorName: string;
}

/** Makes a track of coded frames. */
export function pictureTrack(film: CodedFilm, options: PictureTrackOptions): Mp4Track {
  const { width, height, fps, compressorName } = options;
  const name = Buffer.alloc(32);
  name[0] = compressorName.length;
  name.write(compressorName, 1, 'latin1');
  const description = box(
    'avc1',
    u32(0),
    u16(0, 1),
    Buffer.alloc(16),
    u16(width, height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    name,
    u16(24, 0xffff),
    box('avcC', film.setUp),
  );
  const ticksPerFrame = 1000;
  const delay = Math.max(0, ...film.frames.map(({ decoded, shown }) => decoded - shown));
  const samples = film.frames.map(({ data, isKey, decoded, shown }) => ({
    data,
    isKey,
    ticks: ticksPerFrame,
    shift: (shown + delay - decoded) * ticksPerFrame,
  }));
  return {
    handler: 'vide',
    handlerName: options.handlerName,
    description,
    kindHeader: fullBox('vmhd', 0, 1, Buffer.alloc(8)),
    timescale: fps * ticksPerFrame,
    samples,
    delayTicks: delay * ticksPerFrame,
    width,
    height,
  };
}
