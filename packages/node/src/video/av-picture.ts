import type { FrameMemory, FramePixels, PictureView, PixelFormat } from '@passerby/engine';
import type { Frame } from 'node-av';
import { AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { checkFfmpeg } from './ffmpeg.ts';
import type { FramePool, OwnFrame } from './frame-pool.ts';
import type { FrameScaler } from './frame-scaler.ts';

/** When a picture is shown, in ticks of its source from the first picture. */
export interface PictureTime {
  readonly ticks: number;
  /** Until the next picture, as far as the container says. */
  readonly durationTicks: number;
}

/**
 * One decoded picture: yuv420p, 8 bits, even size, upright. Lends its memory to a frame of the engine; sinks take the AVFrame.
 * Decoders keep their pictures as references, so whoever wants samples gets a copy, made once. Its memory and the views of it are used
 * again and again: views of the decoder's memory would have to be made for every frame, which costs V8 more than the copy.
 */
export class AvPicture implements FrameMemory<AvPicture> {
  readonly time: PictureTime;
  readonly #format: PixelFormat;
  readonly #pool: FramePool;
  readonly #scaler: FrameScaler;
  #decoded: Frame | undefined;
  #own: OwnFrame | undefined;
  #pixels: FramePixels | undefined;

  /** Takes `decoded`, a frame from the pool that holds a reference to the picture. */
  constructor(decoded: Frame, time: PictureTime, format: PixelFormat, pool: FramePool, scaler: FrameScaler) {
    this.#decoded = decoded;
    this.time = time;
    this.#format = format;
    this.#pool = pool;
    this.#scaler = scaler;
  }

  get native(): AvPicture {
    return this;
  }

  /** The picture as it is now: the decoder's own, or our copy. Borrowed. */
  get frame(): Frame {
    const frame = this.#own?.frame ?? this.#decoded;
    if (!frame) throw new TypeError('Expected a picture that is in memory, but it was freed.');
    return frame;
  }

  get pixels(): FramePixels {
    this.#pixels ??= this.#copy();
    return this.#pixels;
  }

  writable(): FramePixels {
    return this.pixels;
  }

  get view(): PictureView {
    return this.#scaler.viewOf(this);
  }

  free(): void {
    if (this.#decoded) this.#pool.giveEmpty(this.#decoded);
    if (this.#own) this.#pool.giveOwn(this.#own);
    this.#decoded = undefined;
    this.#own = undefined;
    this.#pixels = undefined;
  }

  #copy(): FramePixels {
    const { frame: decoded } = this;
    const { width, height } = decoded;
    const own = this.#pool.takeOwn(width, height);
    this.#own = own;
    decoded.format = AV_PIX_FMT_YUV420P; // the deprecated yuvj420p is the same but for its range, which is tagged
    checkFfmpeg(own.frame.copy(decoded), 'copying a frame');
    this.#pool.giveEmpty(decoded);
    this.#decoded = undefined;
    return { width, height, format: this.#format, planes: own.planes };
  }
}
