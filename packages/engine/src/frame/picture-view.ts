import type { Box } from './box.ts';

/**
 * What a detector may see of a picture: scaled copies of parts of it. Adapters implement it with their runtime's scaler;
 * `viewPixels` is the engine's own, for any pixel format.
 */
export interface PictureView {
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
  /**
   * Gives a copy of `crop` (inside the picture, whole pixels) scaled to `width` x `height` with a filter that averages when it shrinks:
   * planar 8-bit R, G, B, each plane `width * height` bytes, full range. Borrowed: the next call of this or another picture's view may write over it.
   */
  sample(crop: Box, width: number, height: number): Uint8Array;
}
