import { viewPixels, type FrameMemory, type FramePixels, type PictureView } from '@passerby/engine';
import type { PictureForm } from './picture-form.ts';

/** One decoded picture in memory of ours: planes Y, Cb, Cr one after the other, without gaps. */
export interface PlanarPicture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly form: PictureForm;
  /** When it is shown, in seconds from the first frame shown, and for how long. */
  readonly seconds: number;
  readonly durationSeconds: number;
}

/** Bytes of one picture of this form. */
export function pictureBytes({ width, height }: Pick<PictureForm, 'width' | 'height'>): number {
  return (width * height * 3) / 2;
}

/** Where each plane lies: [offset, bytes a row, rows]. */
export function planeLayout({
  width,
  height,
}: Pick<PictureForm, 'width' | 'height'>): readonly { offset: number; stride: number; rows: number }[] {
  const luma = width * height;
  const chroma = { stride: width / 2, rows: height / 2 };
  return [
    { offset: 0, stride: width, rows: height },
    { offset: luma, ...chroma },
    { offset: luma + luma / 4, ...chroma },
  ];
}

/** Buffers that are used again, so that memory stays flat. */
export class PicturePool {
  readonly #byteLength: number;
  readonly #free: Uint8Array<ArrayBuffer>[] = [];

  constructor(byteLength: number) {
    this.#byteLength = byteLength;
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#free.pop() ?? new Uint8Array(this.#byteLength);
  }

  give(bytes: Uint8Array<ArrayBuffer>): void {
    this.#free.push(bytes);
  }
}

/** The picture as a frame's memory: its bytes go back to the pool. */
export function pictureMemory(picture: PlanarPicture, pool: PicturePool): FrameMemory<PlanarPicture> {
  const pixels = picturePixels(picture);
  let view: PictureView | undefined;
  return {
    native: picture,
    pixels,
    // The bytes are a copy already: no decoder refers to them.
    writable: () => pixels,
    get view() {
      return (view ??= viewPixels(pixels));
    },
    free: () => pool.give(picture.bytes),
  };
}

function picturePixels({ bytes, form }: PlanarPicture): FramePixels {
  return {
    width: form.width,
    height: form.height,
    format: form.format,
    planes: planeLayout(form).map(({ offset, stride, rows }) => ({
      data: bytes.subarray(offset, offset + stride * rows),
      stride,
      width: stride,
      height: rows,
    })),
  };
}
