import { setImmediate } from 'node:timers/promises';
import { DamagedMediaError, RawFrame, type AbortSignalLike } from '@passerby/engine';
import type { AvPicture } from './av-picture.ts';
import { FramePool } from './frame-pool.ts';
import { FrameScaler } from './frame-scaler.ts';
import { VideoReader } from './video-reader.ts';

/** Frames at most this far from a moment, in seconds, are the frames of that moment: containers round to their own clocks. */
const sameMomentSeconds = 0.001;
/** Shorter stretches are decoded: going to a key frame and on from there costs as much. */
const leastJumpSeconds = 6;

/** Options of {@link framesAt}. */
export interface FramesAtOptions {
  readonly signal?: AbortSignalLike | undefined;
  /** Called after every decoded frame, also those that are passed over, with how many there were. */
  readonly onDecoded?: ((count: number) => void) | undefined;
}

/**
 * Gives the frames of a video at these moments (ascending, in seconds from the first frame shown), decoding only what is near to them, from the
 * start where the container cannot be sought or does not land where it should. Moments without a frame are passed over. Frames are rough, for
 * detectors; the receiver disposes them.
 * @throws UnsupportedMediaError, DamagedMediaError where the video cannot be opened.
 */
export async function* framesAt(
  file: string,
  moments: readonly number[],
  options: FramesAtOptions = {},
): AsyncGenerator<RawFrame<AvPicture>> {
  if (moments.length === 0) return;
  const pool = new FramePool();
  const scaler = new FrameScaler();
  let decoded = 0;
  const pace = async (): Promise<void> => {
    options.onDecoded?.(++decoded);
    await setImmediate();
    options.signal?.throwIfAborted();
  };
  const open = (): SoughtVideo => new SoughtVideo(new VideoReader(file, 'look', pool, scaler), pace);
  let video = open();
  try {
    for (const [index, seconds] of moments.entries()) {
      let found = await video.goTo(seconds, true);
      if (found === 'lost') {
        video.close();
        video = open();
        found = await video.goTo(seconds, false);
      }
      if (found instanceof RawFrame) yield found;
      else if (found === 'lost') throw new DamagedMediaError(`Frame ${index} of those asked for could not be reached.`);
    }
  } finally {
    video.close();
    scaler.close();
    pool.close();
  }
}

/** One reading of a video that may jump ahead. */
class SoughtVideo {
  readonly #reader: VideoReader;
  readonly #pace: () => Promise<void>;
  /** Read, but later than what was asked for. */
  #ahead: AvPicture | undefined;
  #seconds = 0;
  #hasEnded = false;

  /** `pace` is awaited once for every picture, so that others get their turn. */
  constructor(reader: VideoReader, pace: () => Promise<void>) {
    this.#reader = reader;
    this.#pace = pace;
  }

  /** The frame of this moment; `undefined` where there is none; `lost` where a jump did not land before it or met damage. */
  async goTo(seconds: number, mayJump: boolean): Promise<RawFrame<AvPicture> | 'lost' | undefined> {
    const { damagedPictures } = this.#reader.damage;
    const jumped = mayJump && seconds - this.#seconds > leastJumpSeconds && this.#jump(seconds);
    try {
      for (let isFirst = true; ; isFirst = false) {
        await this.#pace();
        const picture = this.#next();
        if (!picture) return jumped && isFirst ? 'lost' : undefined;
        const distance = this.#seconds - seconds;
        const isLost = jumped && ((isFirst && distance > 0) || this.#reader.damage.damagedPictures > damagedPictures);
        if (Math.abs(distance) <= sameMomentSeconds && !isLost) return new RawFrame(picture, 0, this.#seconds);
        if (distance > 0 && !isLost) {
          this.#ahead = picture;
          return undefined;
        }
        picture.free();
        if (isLost) return 'lost';
      }
    } catch (error) {
      if (jumped && error instanceof DamagedMediaError) return 'lost';
      throw error;
    }
  }

  close(): void {
    this.#ahead?.free();
    this.#ahead = undefined;
    this.#reader.close();
  }

  #jump(seconds: number): boolean {
    this.#ahead?.free();
    this.#ahead = undefined;
    return this.#reader.seek(seconds);
  }

  #next(): AvPicture | undefined {
    const picture = this.#ahead ?? (this.#hasEnded ? undefined : this.#reader.next());
    this.#ahead = undefined;
    if (!picture) this.#hasEnded = true;
    else this.#seconds = picture.time.ticks / this.#reader.tickScale.timescale;
    return picture;
  }
}
