import { DamagedMediaError, UnsupportedMediaError } from '@passerby/engine';
import { FF_DECODER_JPEG2000 } from 'node-av';
import { profileOfCoding, profileOfPng } from './color-coding.ts';
import { checkPromisedSize } from './check-promised-size.ts';
import { completeCutFile } from './complete-cut-file.ts';
import { checkPixelCount, decodeWithSharp, type DecodedPicture } from './decode-with-sharp.ts';
import { convertFrame, decodePictures } from './ffmpeg-frames.ts';
import { decodeHeif } from './heif/decode-heif.ts';
import { parseHeif } from './heif/parse-heif.ts';
import { planHeif } from './heif/plan-heif.ts';
import type { Orientation } from './heif/orientation.ts';
import type { PictureFormat } from './picture-format.ts';
import { isCameraRaw } from './read-tiff.ts';
import { readBoxes } from './read-boxes.ts';
import { decodeBrokenJpeg } from './decode-broken-jpeg.ts';
import { wrapInTiff, type StoredPixels } from './wrap-in-tiff.ts';

/**
 * Decodes the picture that a viewer would show of the file.
 * @throws UnsupportedMediaError for kinds that cannot be read and for more than `maxPixels` pixels.
 * @throws DamagedMediaError where nothing can be decoded.
 */
export async function decodePicture(
  bytes: Uint8Array,
  format: PictureFormat,
  maxPixels: number,
): Promise<DecodedPicture> {
  if (format === 'heif') return decodeHeifPicture(bytes, maxPixels);
  if (format === 'jp2' || format === 'j2k') return decodeJpeg2000(bytes, format, maxPixels);
  if (format === 'tiff' && isCameraRaw(bytes)) {
    throw new UnsupportedMediaError('Camera raw files are not supported: only a preview could be read.');
  }
  checkPromisedSize(bytes, format);
  const icc = format === 'png' ? profileOfPng(bytes) : undefined;
  try {
    return await decodeWithSharp(bytes, { maxPixels, icc });
  } catch (error) {
    if (!(error instanceof DamagedMediaError)) throw error;
    if (format === 'jpeg') return await decodeBrokenJpeg(bytes, maxPixels);
    const completed = completeCutFile(bytes, format);
    if (!completed) throw error;
    return { ...(await decodeWithSharp(completed, { maxPixels })), isDamaged: true };
  }
}

async function decodeHeifPicture(bytes: Uint8Array, maxPixels: number): Promise<DecodedPicture> {
  const file = parseHeif(bytes);
  const picture = planHeif(file);
  checkPixelCount(picture.crop.width, picture.crop.height, maxPixels);
  const pageCount = file.pictureCount;
  if (picture.codec === 'av01') {
    const icc = picture.icc || !picture.coding ? undefined : profileOfCoding(picture.coding);
    return { ...(await decodeWithSharp(bytes, { maxPixels, icc })), pageCount };
  }
  // Asked first: what is refused need not be decoded.
  if (!picture.icc && picture.coding) profileOfCoding(picture.coding);
  const { pixels, coding, isDamaged } = decodeHeif(file, picture, maxPixels);
  const icc = picture.icc ?? profileOfCoding(coding);
  const decoded = await finishStored(pixels, icc, picture.orientation, maxPixels);
  return { ...decoded, isDamaged, pageCount };
}

async function decodeJpeg2000(bytes: Uint8Array, format: 'jp2' | 'j2k', maxPixels: number): Promise<DecodedPicture> {
  const header = format === 'jp2' ? readBoxes(bytes).find(({ type }) => type === 'jp2h') : undefined;
  const color = header && readBoxes(header.payload).find(({ type }) => type === 'colr')?.payload;
  // Method 1 names a colour space by number, 2 and 3 hold a profile.
  if (color?.[0] === 1 && color[6] === 12)
    throw new UnsupportedMediaError('JPEG 2000 pictures in CMYK cannot be read.');
  const icc = color && (color[0] === 2 || color[0] === 3) ? color.subarray(3) : undefined;
  return finishStored(decodeOne(FF_DECODER_JPEG2000, bytes, maxPixels), icc, 1, maxPixels);
}

function decodeOne(decoder: Parameters<typeof decodePictures>[0], bytes: Uint8Array, maxPixels: number): StoredPixels {
  let pixels: StoredPixels | undefined;
  decodePictures(decoder, [bytes], maxPixels, (frame) => {
    pixels ??= convertFrame(frame);
  });
  if (!pixels) throw new DamagedMediaError('Nothing of the picture could be decoded.');
  return pixels;
}

/** Turns the picture and converts its colours. */
function finishStored(
  pixels: StoredPixels,
  icc: Uint8Array | undefined,
  orientation: Orientation,
  maxPixels: number,
): Promise<DecodedPicture> {
  return decodeWithSharp(wrapInTiff(pixels, { icc, orientation }), { maxPixels });
}
