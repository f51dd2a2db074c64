import type { FileBytes } from '../file-bytes.ts';
import { plainBoxes, type Box } from './box.ts';
import type { Track } from './track.ts';

/** Samples that fragments may add to one track: three days at 60 frames a second. More are taken for damage. */
const MAX_SAMPLES = 16_000_000;

const HAS_BASE_OFFSET = 0x01;
const HAS_DESCRIPTION = 0x02;
const HAS_DURATION = 0x08;
const HAS_SIZE = 0x10;
const HAS_FLAGS = 0x20;

const RUN_HAS_OFFSET = 0x01;
const RUN_HAS_FIRST_FLAGS = 0x04;
const RUN_HAS_DURATIONS = 0x0100;
const RUN_HAS_SIZES = 0x0200;
const RUN_HAS_FLAGS = 0x0400;
const RUN_HAS_SHIFTS = 0x0800;

/** What samples of a fragment are like where it does not say. */
interface Defaults {
  readonly duration: number;
  readonly size: number;
}

interface Run {
  readonly offset: number;
  readonly sizes: number[];
  readonly durations: number[];
  readonly shifts: number[];
}

/** The samples of a fragmented film: read from `mvex` and every `moof`, then put at the end of the tables of their tracks. */
export class Fragments {
  readonly #file: FileBytes;
  readonly #defaults = new Map<number, Defaults>();
  readonly #runs = new Map<number, Run[]>();
  #samples = 0;

  constructor(file: FileBytes) {
    this.#file = file;
  }

  /** Reads `mvex`: what samples are like unless said otherwise. */
  readDefaults(mvex: Box): void {
    for (const box of plainBoxes(this.#file, mvex.body, mvex.end)) {
      if (box.type !== 'trex' || box.end - box.body !== 24) continue;
      const defaults = { duration: this.#file.u32(box.body + 12), size: this.#file.u32(box.body + 16) };
      this.#defaults.set(this.#file.u32(box.body + 4), defaults);
    }
  }

  /** Reads one `moof`. @returns false where it is damaged. */
  readFragment(moof: Box): boolean {
    let end = moof.offset;
    for (const traf of plainBoxes(this.#file, moof.body, moof.end)) {
      if (traf.type !== 'traf') continue;
      const next = this.#readTrackFragment(traf, moof.offset, end);
      if (next === undefined) return false;
      end = next;
    }
    return true;
  }

  /** Puts what was read at the end of the track's tables. */
  appendTo(track: Track): void {
    const runs = this.#runs.get(track.id) ?? [];
    if (runs.length === 0) return;
    const first = track.sampleCount;
    const chunks = track.chunkOffsets.length;
    const sizes =
      track.sampleBytes > 0 ? Array.from<number>({ length: first }).fill(track.sampleBytes) : [...track.sampleSizes];
    const added = {
      sizes: runs.flatMap((run) => run.sizes),
      durations: runs.flatMap((run) => run.durations),
      shifts: runs.flatMap((run) => run.shifts),
    };
    track.sampleBytes = 0;
    track.sampleSizes = Uint32Array.from([...sizes, ...added.sizes]);
    track.sampleCount = track.sampleSizes.length;
    track.chunkOffsets = Float64Array.from([...track.chunkOffsets, ...runs.map(({ offset }) => offset)]);
    const placed = track.samplesPerChunk;
    track.samplesPerChunk = {
      counts: Uint32Array.from([...(placed?.counts ?? []), ...runs.map((_, i) => chunks + i + 1)]),
      values: Uint32Array.from([...(placed?.values ?? []), ...runs.map((run) => run.sizes.length)]),
    };
    const durations = track.durations;
    track.durations = {
      counts: Uint32Array.from([...(durations?.counts ?? []), ...added.durations.map(() => 1)]),
      values: Uint32Array.from([...(durations?.values ?? []), ...added.durations]),
    };
    const shifts = track.compositionOffsets ?? { counts: Uint32Array.of(first), values: Int32Array.of(0) };
    track.compositionOffsets = {
      counts: Uint32Array.from([...shifts.counts, ...added.shifts.map(() => 1)]),
      values: Int32Array.from([...shifts.values, ...added.shifts]),
    };
  }

  /** @returns where the next fragment's samples start unless it says; undefined where the boxes are damaged. */
  #readTrackFragment(traf: Box, moofOffset: number, previousEnd: number): number | undefined {
    const boxes = [...plainBoxes(this.#file, traf.body, traf.end)];
    const header = boxes.find(({ type }) => type === 'tfhd');
    if (header === undefined || header.end - header.body < 8) return undefined;
    const flags = this.#file.u32(header.body) & 0xffffff;
    const track = this.#file.u32(header.body + 4);
    const defaults = this.#defaults.get(track) ?? { duration: 0, size: 0 };
    const widths = [
      [HAS_BASE_OFFSET, 8],
      [HAS_DESCRIPTION, 4],
      [HAS_DURATION, 4],
      [HAS_SIZE, 4],
      [HAS_FLAGS, 4],
    ] as const;
    const places = new Map<number, number>();
    let at = header.body + 8;
    for (const [flag, width] of widths) {
      if ((flags & flag) === 0) continue;
      places.set(flag, at);
      at += width;
    }
    if (at > header.end) return undefined;
    const read = (flag: number, otherwise: number): number =>
      places.has(flag) ? this.#file.u32(places.get(flag)!) : otherwise;
    const resolved = { duration: read(HAS_DURATION, defaults.duration), size: read(HAS_SIZE, defaults.size) };
    const basePlace = places.get(HAS_BASE_OFFSET);
    const base = basePlace === undefined ? moofOffset : this.#file.u64(basePlace);
    let end = basePlace === undefined ? previousEnd : base;
    for (const box of boxes) {
      if (box.type !== 'trun') continue;
      const run = this.#readRun(box, base, end, resolved);
      if (run === undefined) return undefined;
      const runs = this.#runs.get(track);
      if (runs === undefined) this.#runs.set(track, [run]);
      else runs.push(run);
      end = run.offset + run.sizes.reduce((sum, size) => sum + size, 0);
    }
    return end;
  }

  #readRun(box: Box, base: number, next: number, defaults: Defaults): Run | undefined {
    const file = this.#file;
    if (box.end - box.body < 8) return undefined;
    const flags = file.u32(box.body) & 0xffffff;
    const count = file.u32(box.body + 4);
    const columns = [RUN_HAS_DURATIONS, RUN_HAS_SIZES, RUN_HAS_FLAGS, RUN_HAS_SHIFTS].filter(
      (flag) => (flags & flag) !== 0,
    );
    const hasOffset = (flags & RUN_HAS_OFFSET) !== 0;
    const start = box.body + 8 + (hasOffset ? 4 : 0) + ((flags & RUN_HAS_FIRST_FLAGS) === 0 ? 0 : 4);
    this.#samples += count;
    if (start + 4 * columns.length * count !== box.end || this.#samples > MAX_SAMPLES) return undefined;
    const offset = hasOffset ? base + file.i32(box.body + 8) : next;
    const column = (flag: number, otherwise: number): number[] => {
      const index = columns.indexOf(flag);
      return Array.from({ length: count }, (_, i) =>
        index < 0 ? otherwise : file.u32(start + 4 * (i * columns.length + index)),
      );
    };
    const shifts = column(RUN_HAS_SHIFTS, 0).map((shift) => shift | 0);
    return {
      offset,
      sizes: column(RUN_HAS_SIZES, defaults.size),
      durations: column(RUN_HAS_DURATIONS, defaults.duration),
      shifts,
    };
  }
}
