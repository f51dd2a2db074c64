import type { Runs, Track } from './track.ts';

const NO_RUNS: Runs = { counts: new Uint32Array(0), values: new Uint32Array(0) };

/** All chunks of all tracks, in file order. One entry per chunk in each array. */
export interface ChunkList {
  readonly count: number;
  /** File order: `order[i]` is the place in the other arrays of the i-th chunk. */
  readonly order: Uint32Array;
  readonly offsets: Float64Array;
  readonly tracks: Uint16Array;
  readonly firstSamples: Float64Array;
  readonly sampleCounts: Uint32Array;
}

/** Puts the chunk tables of all tracks together. `onMismatch` hears of tracks whose tables do not place every sample. */
export function listChunks(tracks: readonly Track[], onMismatch: (track: Track) => void): ChunkList {
  const count = tracks.reduce((sum, { chunkOffsets }) => sum + chunkOffsets.length, 0);
  const offsets = new Float64Array(count);
  const trackIndexes = new Uint16Array(count);
  const firstSamples = new Float64Array(count);
  const sampleCounts = new Uint32Array(count);
  let chunk = 0;
  for (const [index, track] of tracks.entries()) {
    const runs = track.samplesPerChunk ?? NO_RUNS;
    let run = -1;
    let sample = 0;
    for (let i = 0; i < track.chunkOffsets.length; i += 1) {
      while (run + 1 < runs.counts.length && runs.counts[run + 1]! <= i + 1) run += 1;
      const wanted = run < 0 ? 0 : runs.values[run]!;
      const samples = Math.min(wanted, track.sampleCount - sample);
      offsets[chunk] = track.chunkOffsets[i]!;
      trackIndexes[chunk] = index;
      firstSamples[chunk] = sample;
      sampleCounts[chunk] = samples;
      sample += samples;
      chunk += 1;
    }
    if (sample !== track.sampleCount) onMismatch(track);
  }
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => offsets[a]! - offsets[b]! || sampleCounts[a]! - sampleCounts[b]!,
  );
  return { count, order, offsets, tracks: trackIndexes, firstSamples, sampleCounts };
}
