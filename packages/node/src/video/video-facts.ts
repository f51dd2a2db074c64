import type {
  AVColorPrimaries,
  AVColorRange,
  AVColorSpace,
  AVColorTransferCharacteristic,
  AVChromaLocation,
} from 'node-av/constants';

/** A ratio of whole numbers, as containers write it. */
export interface Ratio {
  readonly num: number;
  readonly den: number;
}

/** How the sample values of the pictures that a source gives are to be read, in FFmpeg's codes (those of ITU-T H.273). */
export interface ColorTags {
  readonly range: AVColorRange;
  readonly primaries: AVColorPrimaries;
  readonly transfer: AVColorTransferCharacteristic;
  readonly matrix: AVColorSpace;
  readonly chromaLocation: AVChromaLocation;
}

/** What is known of a video before its frames are read. */
export interface VideoFacts {
  /** Pixels of the pictures that the source gives: upright, even. */
  readonly width: number;
  readonly height: number;
  /** Ticks a second of all times of this video. */
  readonly timescale: number;
  /** Mean rate, for rate control and for frames that carry no times. */
  readonly framesPerSecond: Ratio;
  /** Of the frames shown, from what the container says; 0 where it says nothing. */
  readonly estimatedDurationSeconds: number;
  /** For progress only; 0 where nothing is known. */
  readonly estimatedFrameCount: number;
  readonly color: ColorTags;
  /** Width of one pixel by its height. */
  readonly sampleAspectRatio: Ratio;
}
