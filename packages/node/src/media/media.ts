import type { EffectReport, HideOptions, LookDetectors, Plan, PlanTrack } from '@passerby/engine';

/** How far a walk over the frames is. */
export type FramesProgress = (done: number, total: number | undefined) => void;

/** What a walk over a file's frames needs besides the file. */
export interface WalkOptions {
  readonly signal: AbortSignal;
  readonly onProgress: FramesProgress;
}

/** How a file is looked at. */
export interface LookingOptions extends WalkOptions {
  /** At every frame, for everything. */
  readonly strict: boolean;
}

/** What looking at a file gave. */
export interface LookedAt {
  readonly tracks: readonly PlanTrack[];
  /** Frames shown; 1 for a photo. */
  readonly frameCount: number;
  /** From the first frame shown to the end of the last; 0 for a photo. */
  readonly durationSeconds: number;
}

/** How an output is written. */
export interface WriteOptions {
  readonly hide: Pick<HideOptions, 'effect' | 'color'>;
  readonly quality: 'small' | 'default' | 'fast';
  readonly audio: 'drop' | 'keep';
}

/** One opened photo, animation or video: it can be looked at and written hidden, as often as needed, never shown. */
export interface Media extends AsyncDisposable {
  readonly kind: 'photo' | 'animation' | 'video';
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
  /** The ending of its output, with the dot. */
  readonly extension: string;
  /** What people may have to act on (damage, losses), one sentence each. Complete once the file was looked at. */
  readonly warnings: readonly string[];
  /** What was done that people may wonder about, one sentence each. */
  readonly notes: readonly string[];
  /** @throws InferenceError where a detector fails; DamagedMediaError where nothing can be decoded. */
  look(detectors: LookDetectors, options: LookingOptions): Promise<LookedAt>;
  /**
   * Writes a hidden copy to exactly this path; on failure what is there is nobody's output.
   * @throws PlanError where the plan does not cover a frame or the frames are not those that were looked at.
   */
  writeHidden(plan: Plan, path: string, write: WriteOptions, options: WalkOptions): Promise<EffectReport>;
}
