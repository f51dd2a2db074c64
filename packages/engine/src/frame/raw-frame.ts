import type { FramePixels } from './pixel-format.ts';
import type { PictureView } from './picture-view.ts';

/** What an adapter lends to a frame: its samples, its own handle and how to free them. */
export interface FrameMemory<Native> {
  /** The adapter's own handle (an AVFrame, a VideoFrame, a buffer), for its sink. */
  readonly native: Native;
  /** Read-only samples. */
  readonly pixels: FramePixels;
  /** Samples that may be written in place, made on first call (decoders keep their pictures as references: those must be copied first). */
  writable(): FramePixels;
  /** The adapter's scaler. */
  readonly view: PictureView;
  /** Called once. Must not throw. */
  free(): void;
}

/** Key of the method that hands a raw frame's memory over. Not exported by the package: only `hide/` calls it. */
export const takeMemory: unique symbol = Symbol('takeMemory');

let live = 0;

/** How many frames, raw or hidden, are not disposed. For tests: 0 after each. */
export function liveFrames(): number {
  return live;
}

/** Moves the count of {@link liveFrames}; for frame classes only. */
export function countLiveFrames(change: 1 | -1): void {
  live += change;
}

/**
 * One decoded picture, clear. No sink accepts it: only `hide/` turns it into a `HiddenFrame`.
 * Whoever holds it disposes it; planes and view are gone afterwards.
 */
export class RawFrame<Native = unknown> {
  /** Place in the file, from 0, in the order shown. */
  readonly index: number;
  /** When it is shown, in seconds from the first frame shown. */
  readonly seconds: number;
  #memory: FrameMemory<Native> | undefined;

  constructor(memory: FrameMemory<Native>, index: number, seconds: number) {
    this.index = index;
    this.seconds = seconds;
    this.#memory = memory;
    countLiveFrames(1);
  }

  /** Samples to read: a borrowed view. */
  get pixels(): FramePixels {
    return this.#held().pixels;
  }

  /** Scaled copies for detectors: a borrowed view. */
  get view(): PictureView {
    return this.#held().view;
  }

  /** Gives the memory away: this frame is empty afterwards and frees nothing. */
  [takeMemory](): FrameMemory<Native> {
    const memory = this.#held();
    this.#memory = undefined;
    countLiveFrames(-1);
    return memory;
  }

  [Symbol.dispose](): void {
    if (!this.#memory) return;
    const memory = this.#memory;
    this.#memory = undefined;
    countLiveFrames(-1);
    memory.free();
  }

  #held(): FrameMemory<Native> {
    if (!this.#memory) throw new TypeError(`Expected frame ${this.index} to be open, but it was disposed.`);
    return this.#memory;
  }
}
