import { readFile } from 'node:fs/promises';
import { UnsupportedMediaError, type RawFrame } from '@passerby/engine';
import { decodeWithSharp } from './decode-with-sharp.ts';
import { toPhotoFrame, type PhotoPixels } from './photo-pixels.ts';
import { sniffPictureFormat, type PictureFormat } from './picture-format.ts';
import type { PhotoOutputFormat } from './write-photo.ts';

export interface OpenPhotoOptions {
  /** Largest picture that is decoded, in pixels; larger ones are refused before anything is decoded. Default 300 million (about 1.2 GB of memory). */
  readonly maxPixels?: number;
}

/** An opened photo. Disposing it disposes the frame, unless the frame's memory went on to a hidden frame. */
export interface Photo {
  /** The whole photo: upright, sRGB. */
  readonly frame: RawFrame<PhotoPixels>;
  /** What it is to be written as: the input's own format where we write that, else the nearest. */
  readonly outputFormat: PhotoOutputFormat;
  /** Whether the input kept every pixel exactly, for `writePhoto`. */
  readonly isLossless: boolean;
  /** Whether part of the file could not be decoded. */
  readonly isDamaged: boolean;
  /** What people should know, one sentence each. */
  readonly notes: readonly string[];
  [Symbol.dispose](): void;
}

/**
 * Reads and decodes one photo: JPEG, PNG, WebP, TIFF, GIF (its first picture), AVIF. The file is opened for reading only.
 * @throws UnsupportedMediaError where the format is none of ours or the picture is too large.
 * @throws DamagedMediaError where nothing can be decoded.
 */
export async function openPhoto(file: string, options: OpenPhotoOptions = {}): Promise<Photo> {
  const bytes = await readFile(file);
  const format = sniffPictureFormat(bytes);
  if (!format) {
    throw new UnsupportedMediaError(
      'The file is no picture of a kind that can be read: JPEG, PNG, WebP, TIFF, GIF, AVIF, HEIC or JPEG 2000.',
    );
  }
  const decoded = await decodeWithSharp(bytes, { maxPixels: options.maxPixels ?? 300e6 });
  const frame = toPhotoFrame(decoded.pixels);
  return {
    frame,
    outputFormat: outputFormats[format],
    isLossless: format === 'png' || format === 'tiff' || format === 'gif',
    isDamaged: decoded.isDamaged,
    notes: decoded.isDamaged ? [damagedNote] : [],
    [Symbol.dispose]: () => frame[Symbol.dispose](),
  };
}

const damagedNote = 'The file is damaged: what could be decoded of it was hidden.';

const outputFormats: Readonly<Record<PictureFormat, PhotoOutputFormat>> = {
  jpeg: 'jpeg',
  png: 'png',
  webp: 'webp',
  gif: 'png',
  tiff: 'png',
  heif: 'jpeg',
  jp2: 'jpeg',
  j2k: 'jpeg',
};
