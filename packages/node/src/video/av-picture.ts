import type { FrameMemory, FramePixels, PictureView, PixelFormat } from '@passerby/engine';
import type { Frame } from 'node-av';
import { AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { checkFfmpeg } from './ffmpeg.ts';
import { planesOf, type FramePool, type OwnFrame } from './frame-pool.ts';
import type { FrameScaler } from './frame-scaler.ts';

/** When a picture is shown, in ticks of its source from the first picture. */
export interface PictureTime {
  readonly ticks: number;
  /** Until the next picture, as far as the container says. */
  readonly durationTicks: number;
}

/** One decoded picture: yuv420p, 8 bits, even size, upright. Lends its memory to a frame of the engine; sinks take the AVFrame. */
export class AvPicture implements FrameMemory<AvPicture> {
  readonly time: PictureTime;
  readonly #format: PixelFormat;
  readonly #pool: FramePool;
  readonly #scaler: FrameScaler;
  readonly #decoded: Frame;
  #own: OwnFrame | undefined;
  #pixels: FramePixels | undefined;
  #isFree = false;

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

  /** The picture as it is now: the decoder's own, or ours once it was written to. Borrowed. */
  get frame(): Frame {
    return this.#own?.frame ?? this.#decoded;
  }

  get pixels(): FramePixels {
    this.#pixels ??= this.#describe(this.#own?.planes ?? planesOf(this.#decoded));
    return this.#pixels;
  }

  writable(): FramePixels {
    if (!this.#own) {
      const own = this.#pool.takeOwn(this.#decoded.width, this.#decoded.height);
      this.#decoded.format = AV_PIX_FMT_YUV420P; // the deprecated yuvj420p is the same but for its range, which is tagged
      checkFfmpeg(own.frame.copy(this.#decoded), 'copying a frame');
      this.#own = own;
      this.#pixels = undefined;
    }
    return this.pixels;
  }

  get view(): PictureView {
    return this.#scaler.viewOf(this);
  }

  free(): void {
    if (this.#isFree) return;
    this.#isFree = true;
    this.#pixels = undefined;
    this.#pool.giveEmpty(this.#decoded);
    if (this.#own) this.#pool.giveOwn(this.#own);
    this.#own = undefined;
  }

  #describe(planes: FramePixels['planes']): FramePixels {
    return { width: this.#decoded.width, height: this.#decoded.height, format: this.#format, planes };
  }
}
