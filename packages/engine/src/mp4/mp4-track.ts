import { UnsupportedMediaError } from '../errors.ts';
import {
  joinBytes,
  latin1,
  mp4Box,
  mp4FullBox,
  uint16,
  uint32,
  uint32List,
  uint64,
  uint64List,
  uint8,
} from './mp4-box.ts';

/** One coded picture or piece of sound, and where it lies. */
export interface Mp4Sample {
  /** Bytes. */
  readonly size: number;
  /** From the start of the sample data. */
  readonly offset: number;
  /** When it is shown, in ticks of the track from 0. */
  readonly shownTicks: number;
  readonly isKey: boolean;
}

/** What a track is, apart from its samples. */
export interface Mp4TrackSettings {
  readonly kind: 'video' | 'sound';
  /** Ticks a second. */
  readonly timescale: number;
  /** The entry of the sample description box, made when the first samples are known. */
  readonly describe: () => Uint8Array;
  /** Pixels as shown (width times sample aspect ratio); 0 for sound. */
  readonly shownWidth: number;
  readonly shownHeight: number;
}

/** The samples of one track in the order of decoding, and the boxes that say where and when they are. */
export class Mp4Track {
  readonly settings: Mp4TrackSettings;
  readonly samples: Mp4Sample[] = [];
  /** End of the last sample shown, in ticks; set before the boxes are made. */
  durationTicks = 0;

  constructor(settings: Mp4TrackSettings) {
    this.settings = settings;
  }

  get durationSeconds(): number {
    return this.durationTicks / this.settings.timescale;
  }

  /** @param id From 1. @param dataOffset Where the sample data starts in the file. */
  box(id: number, movieTimescale: number, dataOffset: number): Uint8Array {
    const { kind, timescale, shownWidth, shownHeight } = this.settings;
    const movieDuration = Math.round(this.durationSeconds * movieTimescale);
    const header = mp4FullBox(
      'tkhd',
      1,
      3, // enabled, in the movie
      uint64(0, 0),
      uint32(id, 0),
      uint64(movieDuration),
      uint32(0, 0),
      uint16(0, kind === 'sound' ? 1 : 0, kind === 'sound' ? 0x0100 : 0, 0),
      unityMatrix,
      uint32(Math.round(shownWidth * 65536), Math.round(shownHeight * 65536)),
    );
    const mediaHeader = mp4FullBox(
      'mdhd',
      1,
      0,
      uint64(0, 0),
      uint32(timescale),
      uint64(this.durationTicks),
      uint16(0x55c4, 0), // language: undetermined
    );
    const handler = mp4FullBox(
      'hdlr',
      0,
      0,
      uint32(0),
      latin1(kind === 'video' ? 'vide' : 'soun'),
      uint32(0, 0, 0),
      uint8(0),
    );
    const kindHeader =
      kind === 'video' ? mp4FullBox('vmhd', 0, 1, uint16(0, 0, 0, 0)) : mp4FullBox('smhd', 0, 0, uint16(0, 0));
    const dataReference = mp4Box('dinf', mp4FullBox('dref', 0, 0, uint32(1), mp4FullBox('url ', 0, 1)));
    return mp4Box(
      'trak',
      header,
      mp4Box(
        'mdia',
        mediaHeader,
        handler,
        mp4Box('minf', kindHeader, dataReference, mp4Box('stbl', ...this.#sampleTables(dataOffset))),
      ),
    );
  }

  /** Decoding times are the shown times in ascending order, so that they carry the exact durations; ctts says by how much decoding order differs. */
  #sampleTables(dataOffset: number): Uint8Array[] {
    const { samples, settings } = this;
    const decodingTicks = samples.map((sample) => sample.shownTicks).sort((a, b) => a - b);
    const durations = decodingTicks.map((ticks, i) => (decodingTicks[i + 1] ?? this.durationTicks) - ticks);
    const shifts = samples.map((sample, i) => sample.shownTicks - (decodingTicks[i] ?? 0));
    if (shifts.some((shift) => Math.abs(shift) >= 2 ** 31)) {
      throw new UnsupportedMediaError('This video holds longer pauses than MP4 can say.');
    }
    const tables = [
      mp4FullBox('stsd', 0, 0, uint32(1), settings.describe()),
      mp4FullBox('stts', 0, 0, runLengths(durations)),
    ];
    if (shifts.some((shift) => shift !== 0)) tables.push(mp4FullBox('ctts', 1, 0, runLengths(shifts)));
    if (samples.some((sample) => !sample.isKey)) {
      const keys = samples.flatMap((sample, i) => (sample.isKey ? [i + 1] : []));
      tables.push(mp4FullBox('stss', 0, 0, uint32(keys.length), uint32List(keys)));
    }
    const chunks = chunksOf(samples);
    const firstOfRun = chunks.filter((chunk, i) => chunk.count !== chunks[i - 1]?.count);
    tables.push(
      mp4FullBox(
        'stsc',
        0,
        0,
        uint32(firstOfRun.length),
        uint32List(firstOfRun.flatMap((chunk) => [chunk.number, chunk.count, 1])),
      ),
      mp4FullBox('stsz', 0, 0, uint32(0, samples.length), uint32List(samples.map((sample) => sample.size))),
    );
    const offsets = chunks.map((chunk) => chunk.offset + dataOffset);
    const needs64Bits = offsets.some((offset) => offset > 0xffffffff);
    tables.push(
      mp4FullBox(
        needs64Bits ? 'co64' : 'stco',
        0,
        0,
        uint32(offsets.length),
        needs64Bits ? uint64List(offsets) : uint32List(offsets),
      ),
    );
    return tables;
  }
}

export const unityMatrix: Uint8Array = uint32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

/** The count of runs, then for each its length and its value. */
function runLengths(values: readonly number[]): Uint8Array {
  const runs: { value: number; count: number }[] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last?.value === value) last.count++;
    else runs.push({ value, count: 1 });
  }
  return joinBytes([uint32(runs.length), uint32List(runs.flatMap((run) => [run.count, run.value]))]);
}

/** Players read a chunk at a time. */
const maxChunkBytes = 1 << 20;

/** Runs of samples that lie one after the other. */
function chunksOf(samples: readonly Mp4Sample[]): { number: number; count: number; offset: number }[] {
  const chunks: { number: number; count: number; offset: number }[] = [];
  let end = -1;
  for (const sample of samples) {
    const last = chunks.at(-1);
    if (last && sample.offset === end && end - last.offset < maxChunkBytes) last.count++;
    else chunks.push({ number: chunks.length + 1, count: 1, offset: sample.offset });
    end = sample.offset + sample.size;
  }
  return chunks;
}
