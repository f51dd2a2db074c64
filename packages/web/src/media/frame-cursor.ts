import { DamagedMediaError, type RawFrame } from '@passerby/engine';
import type { MovingSource } from './moving-source.ts';

/** Frames this far ahead are reached by decoding on, farther ones by a seek. */
const nearSeconds = 1;
/** Two times that differ by less are one moment. */
const slackSeconds = 0.001;

/**
 * Gives single frames by their moment. A decoder is kept open, so that frame after frame costs no seek; requests are served one after the other.
 */
export class FrameCursor implements Disposable {
  readonly #source: MovingSource;
  readonly #ends = new AbortController();
  #frames: AsyncIterator<RawFrame> | undefined;
  /** The frame after the last one given: it tells how long that one is shown. */
  #ahead: RawFrame | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(source: MovingSource) {
    this.#source = source;
  }

  /** Gives the frame shown at this moment. */
  frameAt(seconds: number, signal: AbortSignal): Promise<RawFrame> {
    const next = this.#last.then(() => this.#find(seconds, signal));
    // Whoever asked is told; the next one in line is not.
    this.#last = next.catch(() => undefined);
    return next;
  }

  [Symbol.dispose](): void {
    this.#ends.abort();
    this.#ahead?.[Symbol.dispose]();
    this.#ahead = undefined;
    this.#frames = undefined;
  }

  async #find(seconds: number, signal: AbortSignal): Promise<RawFrame> {
    signal.throwIfAborted();
    const latest = seconds + slackSeconds;
    const isNear = this.#ahead && this.#ahead.seconds <= latest && seconds <= this.#ahead.seconds + nearSeconds;
    if (!isNear) await this.#seek(seconds);
    let shown = this.#ahead;
    if (!shown) throw new DamagedMediaError(`Expected a frame at ${seconds} s, but the video ends before.`);
    for (;;) {
      this.#ahead = await this.#next();
      if (!this.#ahead || this.#ahead.seconds > latest) return shown;
      shown[Symbol.dispose]();
      shown = this.#ahead;
    }
  }

  async #seek(seconds: number): Promise<void> {
    this.#ahead?.[Symbol.dispose]();
    await this.#frames?.return?.();
    this.#frames = this.#source.frames({ signal: this.#ends.signal, fromSeconds: seconds })[Symbol.asyncIterator]();
    this.#ahead = await this.#next();
  }

  async #next(): Promise<RawFrame | undefined> {
    const next = await this.#frames?.next();
    return next && next.done !== true ? next.value : undefined;
  }
}
