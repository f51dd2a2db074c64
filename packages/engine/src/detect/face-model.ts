import type { Box } from '../frame/box.ts';
import type { Tensor } from './inference-session.ts';
import type { InputNorm } from './scan-picture.ts';

/** A box that a network proposed, in pixels of its input, before any suppression. */
export interface ScoredBox extends Box {
  readonly score: number;
  /** How far the face is turned: -1 to the picture's left, 0 to the camera, 1 to its right. */
  readonly facing: number;
}

/** By this share of a face's width the nose lies beside the middle of the eyes where the face is seen from the side. */
const profileNoseShare = 0.25;

/** How far a face is turned, from where the eyes and the nose are across the picture. */
export function facingOf(firstEye: number, secondEye: number, nose: number, faceWidth: number): number {
  const turn = (nose - (firstEye + secondEye) / 2) / (faceWidth * profileNoseShare);
  return Math.max(-1, Math.min(1, turn));
}

/** What is particular to one face network: how it wants its input, and how its output is read. */
export interface FaceModel {
  readonly norm: InputNorm;
  /**
   * All boxes with at least this score in the outputs of one run.
   * @throws InferenceError when an output is missing, has another shape, or holds anything but finite numbers.
   */
  read(
    outputs: Readonly<Record<string, Tensor>>,
    inputWidth: number,
    inputHeight: number,
    scoreThreshold: number,
  ): ScoredBox[];
}
