import type { RawFrame } from '@passerby/engine';
import type { PictureForm } from '../video/picture-form.ts';
import type { PlanarPicture } from '../video/planar-picture.ts';

/** Sound that a hidden copy may keep. */
export interface SoundTrack {
  readonly sampleRate: number;
  readonly channels: number;
  /** Decoded sound from `startSeconds` of the container's clock on, in order. Whoever gets a piece closes it. */
  samples(signal: AbortSignal): AsyncIterable<AudioData>;
}

/** The frames of a video or an animation, as a player shows them: upright, 8-bit 4:2:0, of one even size, times from 0. */
export interface MovingSource extends Disposable {
  readonly kind: 'video' | 'animation';
  readonly form: PictureForm;
  /** For progress only. */
  readonly estimatedFrameCount: number;
  /** From the first frame shown to the end of the last: as the file's index says, then as the last complete reading found. */
  readonly durationSeconds: number;
  readonly framesPerSecond: number;
  /** Ticks a second of all times of this file. */
  readonly timescale: number;
  /** Absent where there is none. */
  readonly sound: SoundTrack | undefined;
  /** There is sound, but this browser cannot decode it. */
  readonly hasForeignSound: boolean;
  /** For people, one English sentence each. */
  readonly notes: readonly string[];
  /** When each frame is shown, ascending, without decoding any. */
  frameSeconds(signal: AbortSignal): Promise<Float64Array>;
  /**
   * Gives the frames in order, from the one shown at `fromSeconds` on (default: the first). Stopping early frees what is held.
   * @throws DamagedMediaError where the decoder fails: what it skipped may show somebody.
   */
  frames(options: {
    readonly signal: AbortSignal;
    readonly fromSeconds?: number;
  }): AsyncIterable<RawFrame<PlanarPicture>>;
}
