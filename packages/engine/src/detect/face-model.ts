import type { Box } from '../frame/box.ts';
import type { Tensor } from './inference-session.ts';
import type { InputNorm } from './scan-picture.ts';

/** A box that a network proposed, in pixels of its input, before any suppression. */
export interface ScoredBox extends Box {
  readonly score: number;
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
