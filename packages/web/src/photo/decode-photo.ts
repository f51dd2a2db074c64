import { DamagedMediaError, UnsupportedMediaError } from '@passerby/engine';
import { StudioFailure } from '../job/job-failure.ts';
import { sniffPhoto } from './sniff-photo.ts';
import type { PhotoPixels } from './write-photo.ts';

/** A decoded photo. */
export interface DecodedPhoto {
  readonly pixels: PhotoPixels;
  /** What it is to be written as: its own format where we write that, else JPEG. */
  readonly format: 'jpeg' | 'png' | 'webp';
  readonly notes: readonly string[];
}

/** Canvases beyond this area are blank in Chromium, without an error. */
const mostPixels = 268_000_000;

/**
 * Decodes a photo with the browser's own decoders: upright, in sRGB.
 * @throws UnsupportedMediaError for HEIC, TIFF and what is no picture; DamagedMediaError; StudioFailure with code `out-of-memory`
 */
export async function decodePhoto(file: Blob): Promise<DecodedPhoto> {
  const kind = sniffPhoto(new Uint8Array(await file.slice(0, 64).arrayBuffer()));
  if (kind === 'heic' || kind === 'tiff') {
    const name = kind === 'heic' ? 'HEIC' : 'TIFF';
    throw new UnsupportedMediaError(`Browsers do not open ${name} pictures: the command line can hide this file.`);
  }
  if (!kind)
    throw new UnsupportedMediaError('This is no picture that can be opened in a browser: the command line may.');
  const pixels = readPixels(await decode(file));
  const format = kind === 'png' || kind === 'webp' ? kind : 'jpeg';
  const isKept = kind === format;
  return {
    pixels,
    format,
    notes: isKept ? [] : [`${kind.toUpperCase()} pictures are saved as ${format.toUpperCase()}.`],
  };
}

async function decode(file: Blob): Promise<ImageBitmap> {
  try {
    // Orientation is applied; colours become sRGB on the canvas.
    return await createImageBitmap(file);
  } catch (error) {
    if (error instanceof DOMException) {
      throw new DamagedMediaError('This picture could not be decoded.', { cause: error });
    }
    throw error;
  }
}

/** Takes the bitmap. */
function readPixels(bitmap: ImageBitmap): PhotoPixels {
  const { width, height } = bitmap;
  if (width * height > mostPixels) {
    bitmap.close();
    throw new StudioFailure(
      'out-of-memory',
      `Expected a picture of at most ${mostPixels / 1e6} megapixels, received ${Math.round((width * height) / 1e6)}.`,
    );
  }
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' });
  if (!context) throw new StudioFailure('out-of-memory', 'The browser has no memory for a picture of this size.');
  requireHonestCanvas(context);
  context.clearRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}

/** Browsers that guard against fingerprints give noise for what was drawn, and canvases that are too large give nothing at all. */
function requireHonestCanvas(context: OffscreenCanvasRenderingContext2D): void {
  const { width, height } = context.canvas;
  const color = [12, 200, 98, 255];
  context.fillStyle = `rgb(${color.slice(0, 3).join(' ')})`;
  context.fillRect(width - 1, height - 1, 1, 1);
  const [...read] = context.getImageData(width - 1, height - 1, 1, 1).data;
  if (read.join() === color.join()) return;
  throw new StudioFailure(
    'out-of-memory',
    'This browser does not give back what is drawn, because the picture is too large or its protection against fingerprints is on.',
  );
}
