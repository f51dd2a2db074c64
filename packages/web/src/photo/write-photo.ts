import { UnsupportedMediaError, type HiddenFrame } from '@passerby/engine';
import { cleanPhoto } from './clean-photo.ts';

/** A photo's pixels: RGBA, 8 bits, sRGB, not premultiplied. */
export interface PhotoPixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

const mimeTypes = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const;
/** As in Node. */
const lossyQuality = 0.92;

/**
 * The hidden photo as a file's bytes: one sRGB picture and nothing else, no metadata and no profile. JPEG has no transparency: what is transparent turns white.
 * Borrows `hidden`, whose pixels may change.
 */
export async function writePhoto(
  hidden: HiddenFrame<PhotoPixels>,
  format: 'jpeg' | 'png' | 'webp',
): Promise<Uint8Array> {
  const { width, height, data } = hidden.native;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: format !== 'jpeg', colorSpace: 'srgb', willReadFrequently: true });
  if (!context) throw new UnsupportedMediaError('This browser cannot write a picture of this size.');
  context.putImageData(new ImageData(format === 'jpeg' ? flatten(data) : data, width, height), 0, 0);
  const type = mimeTypes[format];
  const blob = await canvas.convertToBlob({ type, quality: lossyQuality });
  if (blob.type !== type) throw new UnsupportedMediaError(`This browser cannot write ${format} pictures.`);
  return cleanPhoto(new Uint8Array(await blob.arrayBuffer()), format);
}

/** Over white. Most photos have nothing transparent: they are not copied. */
function flatten(data: Uint8ClampedArray<ArrayBuffer>): Uint8ClampedArray<ArrayBuffer> {
  let isOpaque = true;
  for (let at = 3; at < data.length && isOpaque; at += 4) isOpaque = data[at] === 255;
  if (isOpaque) return data;
  const flat = data.slice();
  for (let at = 0; at < flat.length; at += 4) {
    const alpha = flat[at + 3]! / 255;
    for (let channel = 0; channel < 3; channel++) flat[at + channel] = 255 + (flat[at + channel]! - 255) * alpha;
    flat[at + 3] = 255;
  }
  return flat;
}
