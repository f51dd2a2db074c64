import { UnsupportedMediaError, type RawFrame } from '@passerby/engine';
import { decodePicture } from './decode-picture.ts';
import type { DecodedPicture } from './decode-with-sharp.ts';
import { isLosslessWebp, nameOfFormat, sniffPictureFormat, type PictureFormat } from './picture-format.ts';
import { clearTransparentPixels, toPhotoFrame, type PhotoPixels } from './photo-pixels.ts';
import { readWhole } from './read-whole.ts';
import type { PhotoOutputFormat } from './write-photo.ts';

export interface OpenPhotoOptions {
  /** Largest picture that is decoded, in pixels; larger ones are refused before anything is decoded. Default 300 million: about 1.5 GB of memory. */
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
  /** Whether part of the file could not be decoded. The notes do not speak of it: it deserves a warning. */
  readonly isDamaged: boolean;
  /** What people should know, one sentence each. */
  readonly notes: readonly string[];
  [Symbol.dispose](): void;
}

/** The longest side that JPEG's library writes. */
const maxJpegSide = 65_500;

/**
 * Reads and decodes one photo: JPEG, PNG, WebP, TIFF, GIF, AVIF, HEIC, JPEG 2000; of several pictures in it the one that viewers show.
 * The file is opened for reading only. Errors of the file system are passed on as they are.
 * @throws UnsupportedMediaError where the format is none of ours or the picture is too large.
 * @throws DamagedMediaError where nothing can be decoded.
 */
export async function openPhoto(file: string, options: OpenPhotoOptions = {}): Promise<Photo> {
  const bytes = await readWhole(file);
  const format = sniffPictureFormat(bytes);
  if (!format) {
    throw new UnsupportedMediaError(
      'The file is no picture of a kind that can be read (JPEG, PNG, WebP, TIFF, GIF, AVIF, HEIC, JPEG 2000).',
    );
  }
  const decoded = await decodePicture(bytes, format, options.maxPixels ?? 300e6);
  const { pixels, isDamaged } = decoded;
  clearTransparentPixels(pixels);
  const isTooLong = Math.max(pixels.width, pixels.height) > maxJpegSide;
  const outputFormat = isTooLong ? 'png' : outputFormats[format];
  const frame = toPhotoFrame(pixels);
  return {
    frame,
    outputFormat,
    isLossless: outputFormat === 'png' || (format === 'webp' && isLosslessWebp(bytes)),
    isDamaged,
    notes: describe(decoded, nameOfFormat(format, bytes), outputFormat),
    [Symbol.dispose]: () => frame[Symbol.dispose](),
  };
}

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

function describe(decoded: DecodedPicture, inputName: string, outputFormat: PhotoOutputFormat): string[] {
  const outputName = nameOfFormat(outputFormat);
  const { pixels, pageCount, hasBrokenProfile } = decoded;
  return [
    inputName !== outputName && `${inputName} is written as ${outputName}.`,
    pageCount > 1 && `The file holds ${pageCount} pictures: the primary one was hidden, the others are left out.`,
    hasBrokenProfile && 'The colour profile is broken: the colours were taken for sRGB.',
    pixels.channels === 4 && outputFormat === 'jpeg' && 'Transparent parts turned white, as JPEG has no transparency.',
  ].filter((note) => note !== false);
}
