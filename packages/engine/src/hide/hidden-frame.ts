import { countLiveFrames, type FrameMemory } from '../frame/raw-frame.ts';
import type { FramePixels } from '../frame/pixel-format.ts';

/**
 * One picture in which all that the plan names is hidden. Sinks (encoders, streams, pages) accept nothing else.
 * Its private field makes the type nominal, and the package exports no function that makes one without hiding.
 */
export class HiddenFrame<Native = unknown> {
  readonly index: number;
  /** When it is shown, in seconds from the first frame shown. */
  readonly seconds: number;
  readonly #pixels: FramePixels;
  #memory: FrameMemory<Native> | undefined;

  private constructor(memory: FrameMemory<Native>, pixels: FramePixels, index: number, seconds: number) {
    this.index = index;
    this.seconds = seconds;
    this.#pixels = pixels;
    this.#memory = memory;
    countLiveFrames(1);
  }

  /** @internal Takes memory and the samples of it that were drawn over. Only `createHider` calls it. */
  static from<Native>(
    memory: FrameMemory<Native>,
    pixels: FramePixels,
    index: number,
    seconds: number,
  ): HiddenFrame<Native> {
    return new HiddenFrame(memory, pixels, index, seconds);
  }

  /** The adapter's handle, for its sink. */
  get native(): Native {
    return this.#held().native;
  }

  /** Samples to read: a borrowed view. */
  get pixels(): FramePixels {
    this.#held();
    return this.#pixels;
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
