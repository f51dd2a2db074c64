/** One entry of an edit list, in its own units. */
export interface Edit {
  /** In ticks of the movie. */
  readonly duration: number;
  /** In ticks of the track; -1 shows nothing. */
  readonly mediaTime: number;
}

/** Runs of equal values: `counts[i]` samples have `values[i]`. */
export interface Runs {
  readonly counts: Uint32Array;
  readonly values: Int32Array | Uint32Array;
}

/** Bytes of samples that lie together in the file. */
export interface Chunk {
  readonly offset: number;
  readonly firstSample: number;
  readonly samples: number;
}

/** What a walk learns of a track. Filled while its boxes are read. */
export interface Track {
  readonly offset: number;
  readonly length: number;
  id: number;
  handler: string;
  /** Type of the first sample description. */
  codec: string;
  timescale: number;
  edits: Edit[];
  /** Bytes of a NAL unit's length. */
  nalLengthBytes: number;
  /** True if every frame is coded whole, not as two fields. */
  hasFramesOnly: boolean;
  /** H.264's chroma_format_idc. */
  chromaFormat: number;
  /** Bytes per sample where all are equal; else 0 and `sampleSizes` says. */
  sampleBytes: number;
  sampleCount: number;
  sampleSizes: Uint32Array;
  durations: Runs | undefined;
  compositionOffsets: Runs | undefined;
  firstKeyFrame: number | undefined;
  /** First chunk (1-based), samples per chunk. */
  samplesPerChunk: Runs | undefined;
  chunkOffsets: Float64Array;
}

/** A track of which nothing is known yet. */
export function createTrack(offset: number, length: number): Track {
  return {
    offset,
    length,
    id: 0,
    handler: '',
    codec: '',
    timescale: 0,
    edits: [],
    nalLengthBytes: 4,
    hasFramesOnly: true,
    chromaFormat: 1,
    sampleBytes: 0,
    sampleCount: 0,
    sampleSizes: new Uint32Array(0),
    durations: undefined,
    compositionOffsets: undefined,
    firstKeyFrame: undefined,
    samplesPerChunk: undefined,
    chunkOffsets: new Float64Array(0),
  };
}
