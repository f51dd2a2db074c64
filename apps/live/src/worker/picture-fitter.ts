import type { PixelFormat } from '@passerby/engine';
import { AvPicture, checkFfmpeg, type FramePool, type FrameScaler, type OwnFrame } from '@passerby/node/internal';
import { SoftwareScaleContext, type Frame } from 'node-av';
import {
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
  AVCOL_RANGE_JPEG,
  SWS_BILINEAR,
  type AVPixelFormat,
} from 'node-av/constants';

/** What every picture of a mount is: yuv420p, 8 bits, one size. */
export interface MountForm {
  /** Pixels, even. */
  readonly width: number;
  readonly height: number;
  readonly isFullRange: boolean;
}

/** The form of a mount that follows its camera's first picture, or has a size of its own. */
export function formOf(frame: Frame, size: { readonly width: number; readonly height: number } | undefined): MountForm {
  const { width, height } = size ?? { width: frame.width & ~1, height: frame.height & ~1 };
  return { width, height, isFullRange: isFullRange(frame) };
}

/** How the engine reads the samples of a mount. */
export function pixelFormatOf({ height, isFullRange: isFull }: MountForm): PixelFormat {
  return {
    layout: 'yuv420',
    bitDepth: 8,
    range: isFull ? 'full' : 'limited',
    matrix: height >= 720 ? 'bt709' : 'bt601',
  };
}

/** Brings decoded pictures to the mount's form: as they are where they have it, else scaled, with bars where the shape differs. */
export class PictureFitter {
  readonly #form: MountForm;
  readonly #pool: FramePool;
  readonly #scaler: FrameScaler;
  readonly #pixelFormat: PixelFormat;
  #context: SoftwareScaleContext | undefined;
  #key = '';

  constructor(form: MountForm, pool: FramePool, scaler: FrameScaler) {
    this.#form = form;
    this.#pool = pool;
    this.#scaler = scaler;
    this.#pixelFormat = pixelFormatOf(form);
  }

  /** Takes a decoded frame of the pool. */
  fit(frame: Frame): AvPicture {
    try {
      return this.#wrap(this.#hasForm(frame) ? frame : this.#scaled(frame));
    } catch (error) {
      this.#pool.giveEmpty(frame);
      throw error;
    }
  }

  /** Memory for a card. */
  blank(): AvPicture {
    const own = this.#pool.takeOwn(this.#form.width, this.#form.height);
    return this.#wrap(this.#referTo(own));
  }

  close(): void {
    this.#context?.freeContext();
  }

  #wrap(frame: Frame): AvPicture {
    return new AvPicture(frame, { ticks: 0, durationTicks: 0 }, this.#pixelFormat, this.#pool, this.#scaler);
  }

  #hasForm(frame: Frame): boolean {
    const isPlain = frame.format === AV_PIX_FMT_YUV420P || frame.format === AV_PIX_FMT_YUVJ420P;
    const { width, height } = this.#form;
    return isPlain && frame.width === width && frame.height === height && isFullRange(frame) === this.#form.isFullRange;
  }

  #scaled(frame: Frame): Frame {
    const { width, height } = this.#form;
    const own = this.#pool.takeOwn(width, height);
    const place = fitInside(frame, width, height);
    const [black] = this.#form.isFullRange ? [0] : [16];
    for (const [index, plane] of own.planes.entries())
      (plane.data as Uint8Array).fill(index === 0 ? (black ?? 0) : 128);
    const strides = own.planes.map((plane) => plane.stride);
    const targets = own.planes.map((plane, index) => {
      const shift = index === 0 ? 0 : 1;
      const data = plane.data as Uint8Array;
      return Buffer.from(data.buffer, data.byteOffset + (place.y >> shift) * plane.stride + (place.x >> shift));
    });
    const context = this.#contextFor(frame, place);
    const rows = context.scaleSync(frame.data ?? [], frame.linesize, 0, frame.height, targets, strides);
    checkFfmpeg(rows, 'scaling a picture');
    const fitted = this.#referTo(own);
    this.#pool.giveEmpty(frame);
    return fitted;
  }

  /** A reference to the memory, which returns to the pool at once but is not used again while referred to. */
  #referTo(own: OwnFrame): Frame {
    const frame = this.#pool.takeEmpty();
    const code = frame.ref(own.frame);
    this.#pool.giveOwn(own);
    checkFfmpeg(code, 'referring to a frame');
    return frame;
  }

  #contextFor(frame: Frame, place: { readonly width: number; readonly height: number }): SoftwareScaleContext {
    const isFull = isFullRange(frame);
    const format =
      frame.format === AV_PIX_FMT_YUV420P && isFull ? AV_PIX_FMT_YUVJ420P : (frame.format as AVPixelFormat);
    const key = [frame.width, frame.height, format, place.width, place.height].join();
    if (this.#context && this.#key === key) return this.#context;
    this.#context?.freeContext();
    const target = this.#form.isFullRange ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P;
    const context = new SoftwareScaleContext();
    context.getContext(frame.width, frame.height, format, place.width, place.height, target, SWS_BILINEAR);
    this.#context = context;
    this.#key = key;
    return context;
  }
}

/** The largest place of the frame's shape in the middle, on even pixels. */
function fitInside(
  frame: Frame,
  width: number,
  height: number,
): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  const scale = Math.min(width / frame.width, height / frame.height);
  const placed = {
    width: Math.min(width, toEven(frame.width * scale)),
    height: Math.min(height, toEven(frame.height * scale)),
  };
  return {
    x: 2 * Math.floor((width - placed.width) / 4),
    y: 2 * Math.floor((height - placed.height) / 4),
    ...placed,
  };
}

function isFullRange(frame: Frame): boolean {
  return frame.colorRange === AVCOL_RANGE_JPEG || frame.format === AV_PIX_FMT_YUVJ420P;
}

function toEven(length: number): number {
  return Math.max(2, 2 * Math.round(length / 2));
}
