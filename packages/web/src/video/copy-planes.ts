import { UnsupportedMediaError } from '@passerby/engine';
import type { VideoSample } from 'mediabunny';
import { rgbaToPlanes } from './rgba-to-planes.ts';
import { pictureBytes, planeLayout } from './planar-picture.ts';
import type { PictureForm } from './picture-form.ts';
import { turnPlanes } from './turn-planes.ts';

/** Copies decoded pictures of one video into planes of its form. Holds two buffers at most, for formats and turns that need a detour. */
export class PlaneCopier {
  readonly #form: PictureForm;
  /** The picture as it lies in the file, where that is not as it is shown. */
  #lying: Uint8Array<ArrayBuffer> | undefined;
  /** Interleaved chroma. */
  #nv12: Uint8Array<ArrayBuffer> | undefined;
  #canvas: OffscreenCanvasRenderingContext2D | undefined;

  constructor(form: PictureForm) {
    this.#form = form;
  }

  /** Fills `target` with the picture, upright and padded to even sides by its last row and column. Borrows `sample`. */
  async copy(sample: VideoSample, target: Uint8Array<ArrayBuffer>): Promise<void> {
    const { rotation, isFlipped } = this.#form;
    this.#requireForm(sample);
    const coded = this.#evenCoded();
    const isTurned = rotation !== 0 || isFlipped;
    if (isTurned) this.#lying ??= new Uint8Array(pictureBytes(coded));
    const direct = (isTurned ? this.#lying : undefined) ?? target;
    if (sample.format === 'I420') await copyI420(sample, direct, coded);
    else if (sample.format === 'NV12') await this.#copyNv12(sample, direct, coded);
    else this.#draw(sample, direct, coded);
    padPlanes(direct, coded, this.#form);
    if (isTurned) turnPlanes(direct, coded, target, this.#form);
  }

  #requireForm({ codedWidth, codedHeight, format }: VideoSample): void {
    const form = this.#form;
    if (codedWidth === form.codedWidth && codedHeight === form.codedHeight && isPlanar420(format) === form.isPlanar420)
      return;
    throw new UnsupportedMediaError(
      'The size or the format of the pictures changes in the middle of this video: the command line can hide it.',
    );
  }

  #evenCoded(): { readonly width: number; readonly height: number } {
    const { codedWidth, codedHeight } = this.#form;
    return { width: codedWidth + (codedWidth % 2), height: codedHeight + (codedHeight % 2) };
  }

  async #copyNv12(
    sample: VideoSample,
    target: Uint8Array<ArrayBuffer>,
    coded: { readonly width: number; readonly height: number },
  ): Promise<void> {
    const [luma, blue, red] = planeLayout(coded);
    this.#nv12 ??= new Uint8Array(pictureBytes(coded));
    const pairs = this.#nv12;
    await sample.copyTo(pairs, {
      layout: [
        { offset: 0, stride: coded.width },
        { offset: coded.width * coded.height, stride: coded.width },
      ],
    });
    if (!luma || !blue || !red) return;
    target.set(pairs.subarray(0, blue.offset));
    const count = blue.stride * blue.rows;
    for (let i = 0, from = blue.offset; i < count; i++, from += 2) {
      target[blue.offset + i] = pairs[from]!;
      target[red.offset + i] = pairs[from + 1]!;
    }
  }

  /** Any other format: the browser draws it, in colours of sRGB. */
  #draw(
    sample: VideoSample,
    target: Uint8Array<ArrayBuffer>,
    coded: { readonly width: number; readonly height: number },
  ): void {
    const { codedWidth, codedHeight } = this.#form;
    this.#canvas ??= openCanvas(coded.width, coded.height);
    const frame = sample.toVideoFrame();
    // Transparent pixels may hold what was never shown: such pictures are put on black.
    this.#canvas.fillRect(0, 0, coded.width, coded.height);
    this.#canvas.drawImage(frame, 0, 0, codedWidth, codedHeight);
    frame.close();
    const { data } = this.#canvas.getImageData(0, 0, coded.width, coded.height);
    padRgba(data, codedWidth, codedHeight, coded);
    rgbaToPlanes(data, target, coded);
  }
}

/** Whether planes of this format are copied as they are. */
export function isPlanar420(format: VideoSample['format']): boolean {
  return format === 'I420' || format === 'NV12';
}

async function copyI420(
  sample: VideoSample,
  target: Uint8Array<ArrayBuffer>,
  coded: { readonly width: number; readonly height: number },
): Promise<void> {
  await sample.copyTo(target, { layout: planeLayout(coded).map(({ offset, stride }) => ({ offset, stride })) });
}

/** Repeats the last column and row of luma where a side is odd; chroma has them already. */
function padPlanes(
  bytes: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  { codedWidth, codedHeight }: PictureForm,
): void {
  if (codedWidth !== width) {
    for (let row = 0; row < codedHeight; row++) bytes[row * width + width - 1] = bytes[row * width + width - 2]!;
  }
  if (codedHeight !== height) bytes.copyWithin((height - 1) * width, (height - 2) * width, (height - 1) * width);
}

function padRgba(
  data: Uint8ClampedArray,
  codedWidth: number,
  codedHeight: number,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  if (codedWidth !== width) {
    for (let row = 0; row < codedHeight; row++) {
      const last = (row * width + width - 1) * 4;
      data.copyWithin(last, last - 4, last);
    }
  }
  const rowBytes = width * 4;
  if (codedHeight !== height)
    data.copyWithin((height - 1) * rowBytes, (height - 2) * rowBytes, (height - 1) * rowBytes);
}

function openCanvas(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) throw new TypeError('Expected a canvas to draw a picture on, received none.');
  context.fillStyle = '#000';
  return context;
}
