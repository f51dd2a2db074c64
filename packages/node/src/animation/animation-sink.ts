import { open, rm, type FileHandle } from 'node:fs/promises';
import type { FrameSink, HiddenFrame } from '@passerby/engine';
import type { PhotoPixels } from '../photo/photo-pixels.ts';
import { asWords } from './changed-area.ts';
import type { FrameWriter } from './frame-writer.ts';
import { GifWriter } from './gif-writer.ts';
import { WebpWriter } from './webp-writer.ts';

/** The formats that animations are written in. */
export type AnimationOutputFormat = 'gif' | 'webp';

export interface AnimationSinkOptions {
  readonly outputFormat: AnimationOutputFormat;
  /** Pixels of every frame. */
  readonly width: number;
  readonly height: number;
  /** When the last frame ends, in seconds from the first frame shown. */
  readonly durationSeconds: number;
  /** How often it plays; 0 is without end. */
  readonly playCount: number;
  /** Whether WebP keeps every pixel exactly; else quality 92. GIF has 256 new colours for each frame. */
  readonly isLossless: boolean;
}

/**
 * Makes a sink that writes an animation to `file`, made new with mode 0600 or written over: nothing but frames, times and the number of plays.
 * Holds the last two frames, however long the animation is. Flushing to disk and renaming are the caller's.
 */
export async function createAnimationSink(
  file: string,
  options: AnimationSinkOptions,
): Promise<FrameSink<PhotoPixels>> {
  const writer = options.outputFormat === 'gif' ? new GifWriter(options) : new WebpWriter(options);
  const handle = await open(file, 'w', 0o600);
  return new AnimationSink(file, handle, writer, options);
}

class AnimationSink implements FrameSink<PhotoPixels> {
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #writer: FrameWriter;
  readonly #options: AnimationSinkOptions;
  #bytes = 0;
  #pending: { readonly words: Uint32Array; readonly seconds: number } | undefined;
  #isFinished = false;

  constructor(file: string, handle: FileHandle, writer: FrameWriter, options: AnimationSinkOptions) {
    this.#file = file;
    this.#handle = handle;
    this.#writer = writer;
    this.#options = options;
  }

  async write(hidden: HiddenFrame<PhotoPixels>): Promise<void> {
    using frame = hidden;
    const { width, height, data, channels } = frame.native;
    if (width !== this.#options.width || height !== this.#options.height || channels !== 4) {
      throw new TypeError(`Expected RGBA frames of ${this.#options.width} x ${this.#options.height}.`);
    }
    const words = asWords(data);
    if (this.#pending) await this.#append(frame.seconds, words);
    else await this.#put(this.#writer.head());
    this.#pending = { words, seconds: frame.seconds };
  }

  async finish(): Promise<void> {
    await this.#append(this.#options.durationSeconds, undefined);
    await this.#put(this.#writer.tail());
    for (const { offset, bytes } of this.#writer.patches(this.#bytes)) {
      await this.#handle.write(bytes, 0, bytes.length, offset);
    }
    this.#isFinished = true;
    await this.#handle.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isFinished) return;
    this.#isFinished = true;
    await this.#handle.close();
    await rm(this.#file, { force: true });
  }

  /** Writes the frame that waited to know its end. */
  async #append(endSeconds: number, next: Uint32Array | undefined): Promise<void> {
    if (!this.#pending) throw new TypeError('Expected at least one frame before the end of the animation.');
    const { words, seconds } = this.#pending;
    this.#pending = undefined;
    await this.#put(await this.#writer.frame({ words, startSeconds: seconds, endSeconds, next }));
  }

  async #put(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    await this.#handle.write(bytes, 0, bytes.length, this.#bytes);
    this.#bytes += bytes.length;
  }
}
