import { viewPixels, type Box, type FramePixels, type PictureView } from '@passerby/engine';
import { SoftwareScaleContext } from 'node-av';
import { AV_PIX_FMT_GBRP, AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P, SWS_BILINEAR } from 'node-av/constants';
import { checkFfmpeg } from './ffmpeg.ts';

/** Most scalers kept ready; one is a few hundred kilobytes. */
const maxContexts = 24;

const vectorBytes = 64;

/** Scaled copies of yuv420p pictures by FFmpeg's swscale, which is several times faster than the engine's own scaler. */
export class FrameScaler {
  readonly #contexts = new Map<string, SoftwareScaleContext>();
  /** What is given out: new memory for every look makes V8 collect garbage every few of them. */
  #scratch = new ArrayBuffer(0);

  /** What detectors may see of a picture; borrows it for as long as the view is used. */
  viewOf(picture: { readonly pixels: FramePixels }): PictureView {
    const { pixels } = picture;
    return {
      width: pixels.width,
      height: pixels.height,
      sample: (crop, width, height) => this.#sample(pixels, crop, width, height),
    };
  }

  /** Frees the scalers. */
  close(): void {
    for (const context of this.#contexts.values()) context.freeContext();
    this.#contexts.clear();
  }

  #sample(pixels: FramePixels, crop: Box, width: number, height: number): Uint8Array {
    if (!canScale(crop, width, height)) return viewPixels(pixels).sample(crop, width, height);
    const context = this.#contextFor(crop, width, height, pixels.format.range);
    const sources = pixels.planes.map((plane, i) => {
      const shift = i === 0 ? 0 : 1;
      const data = plane.data as Uint8Array;
      return Buffer.from(data.buffer, data.byteOffset + (crop.y >> shift) * plane.stride + (crop.x >> shift));
    });
    const planeBytes = width * height;
    // swscale writes whole vectors, so a few bytes too many at the end of a row.
    if (this.#scratch.byteLength < planeBytes * 3 + vectorBytes) {
      this.#scratch = new ArrayBuffer(planeBytes * 3 + vectorBytes);
    }
    const rgb = new Uint8Array(this.#scratch, 0, planeBytes * 3);
    const [red, green, blue] = [0, 1, 2].map((i) => Buffer.from(rgb.buffer, i * planeBytes, planeBytes)) as [
      Buffer,
      Buffer,
      Buffer,
    ];
    const strides = pixels.planes.map((plane) => plane.stride);
    const rows = context.scaleSync(sources, strides, 0, crop.height, [green, blue, red], [width, width, width]);
    checkFfmpeg(rows, 'scaling a frame');
    return rgb;
  }

  #contextFor(crop: Box, width: number, height: number, range: 'limited' | 'full'): SoftwareScaleContext {
    const key = `${crop.width}x${crop.height} ${range} ${width}x${height}`;
    const known = this.#contexts.get(key);
    if (known) {
      this.#contexts.delete(key);
      this.#contexts.set(key, known);
      return known;
    }
    for (const [oldest, context] of this.#contexts) {
      if (this.#contexts.size < maxContexts) break;
      context.freeContext();
      this.#contexts.delete(oldest);
    }
    const context = new SoftwareScaleContext();
    context.getContext(
      crop.width,
      crop.height,
      range === 'full' ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P,
      width,
      height,
      AV_PIX_FMT_GBRP,
      SWS_BILINEAR,
    );
    this.#contexts.set(key, context);
    return context;
  }
}

/**
 * Chroma samples belong to two pixels: an odd corner would shift the colours. Where nothing is scaled FFmpeg takes another path,
 * which spoils rows that are no whole number of vectors.
 */
function canScale(crop: Box, width: number, height: number): boolean {
  if (crop.x % 2 !== 0 || crop.y % 2 !== 0) return false;
  return crop.width !== width || crop.height !== height || width % vectorBytes === 0;
}
