import type { AbortSignalLike } from '../abort-signal.ts';
import type { RawFrame } from '../frame/raw-frame.ts';
import type { HiddenFrame } from '../hide/hidden-frame.ts';

/** Port: where frames come from. May be read more than once, one reading at a time. */
export interface FrameSource<Native = unknown> {
  /** Pixels of the upright frames. */
  readonly width: number;
  readonly height: number;
  /**
   * Gives every frame shown, in order. Stopping early frees what is held.
   * @throws DamagedMediaError where nothing can be decoded.
   */
  frames(options?: { readonly signal?: AbortSignalLike | undefined }): AsyncIterable<RawFrame<Native>>;
}

/** Port: where hidden frames go. Disposed without `finish()` it aborts and deletes its partial output. */
export interface FrameSink<Native = unknown> {
  /** Takes the frame. */
  write(frame: HiddenFrame<Native>): Promise<void>;
  /** Completes the output. Called once, after the last frame. */
  finish(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
