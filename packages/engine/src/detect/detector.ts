import type { AbortSignalLike } from '../abort-signal.ts';
import type { Box } from '../frame/box.ts';
import type { PictureView } from '../frame/picture-view.ts';
import type { Detection, DetectionKind } from './detection.ts';

/** Key of a detector's one method. Not exported by the package: nobody outside the pipeline gets boxes for a clear picture. */
export const detect: unique symbol = Symbol('detect');

/** How hard a detector looks. */
export interface DetectOptions {
  readonly signal?: AbortSignalLike | undefined;
  /**
   * The parts of the picture, in its pixels, that are to be looked at; the rest is known from an earlier look. A detector may look at more,
   * and gives what it finds there as well. Default: everything.
   */
  readonly areas?: readonly Box[] | undefined;
  /** Nothing with a longer side than this, in pixels of the picture, is looked for: what only larger things need may be left out. Default: any size. */
  readonly largestPixels?: number | undefined;
  /**
   * Nothing is looked for that is larger than the shorter side of the area that it lies in: a run that is there for larger things sees the areas
   * that can hold any. Default false: it sees the whole picture, whatever the areas.
   */
  readonly isBoundByAreas?: boolean | undefined;
}

/**
 * A model with the work around it: input sizes, tiles, decoding, thresholds.
 * Opaque outside the engine: it can be passed to `lookAtFrames` and `verifyFrames`, not called.
 */
export interface Detector {
  readonly kind: DetectionKind;
  /** The model's manifest name. */
  readonly model: string;
  /**
   * Borrows `picture`. All detections in it, in pixels of the picture, in no order.
   * @throws InferenceError when any run fails, gives NaN or an unexpected shape, or finds more than the detector may return. An empty list means: looked, found nothing.
   */
  [detect](picture: PictureView, options?: DetectOptions): Promise<readonly Detection[]>;
}
