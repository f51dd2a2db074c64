import type { EffectReport, HideOptions, LookDetectors, Plan, PlanTrack, RawFrame } from '@passerby/engine';
import type { MediaFacts, OutputFormat } from '../job/studio-job.ts';
import type { ScratchFile } from '../storage/scratch-file.ts';

/** How far a walk over the frames is. */
export type FramesProgress = (done: number, total: number | undefined) => void;

/** What a walk over a file's frames needs besides the file. */
export interface Walk {
  readonly signal: AbortSignal;
  readonly onProgress: FramesProgress;
}

/** What looking at a file gave. */
export interface LookedAtFrames {
  readonly tracks: readonly PlanTrack[];
  readonly frameSeconds: Float64Array;
  readonly cutSeconds: readonly number[];
  /** From the first frame shown to the end of the last; 0 for a photo. */
  readonly durationSeconds: number;
}

/** One opened photo, animation or video: it can be looked at, shown hidden, and written hidden, as often as needed. */
export interface OpenMedia extends Disposable {
  readonly facts: MediaFacts;
  look(detectors: LookDetectors, walk: Walk): Promise<LookedAtFrames>;
  /** When each frame is shown, without looking. */
  frameSeconds(signal: AbortSignal): Promise<Float64Array>;
  /** Gives the frame shown at this moment. */
  frameAt(seconds: number, signal: AbortSignal): Promise<RawFrame>;
  /** Gives the frames from this moment on. */
  framesFrom(seconds: number, signal: AbortSignal): AsyncIterable<RawFrame>;
  /**
   * Writes a hidden copy; on failure what is in the file is nobody's output.
   * @throws PlanError where the plan does not cover a frame or the frames are not those that were looked at.
   */
  writeHidden(plan: Plan, file: ScratchFile, write: WriteSettings, walk: Walk): Promise<EffectReport>;
}

/** How a hidden copy is written. */
export interface WriteSettings {
  readonly hide: Pick<HideOptions, 'effect' | 'color'>;
  readonly format: OutputFormat;
  readonly sound: 'drop' | 'keep';
}
