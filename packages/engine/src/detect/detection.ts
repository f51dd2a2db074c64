import type { Box } from '../frame/box.ts';

/** What detectors find. A `face` box is the face as the model frames it, not yet the head; a `text` box holds a whole group of lines. */
export type DetectionKind = 'face' | 'text';

/** One thing found in one frame. */
export interface Detection {
  readonly kind: DetectionKind;
  /** In pixels of the upright frame; may reach beyond its borders. */
  readonly box: Box;
  /** The model's confidence, 0 to 1. */
  readonly score: number;
  /** How far a face is turned: -1 to the picture's left, 0 to the camera, 1 to its right. The rest of the head is on the other side. Absent where nobody knows. */
  readonly facing?: number | undefined;
}
