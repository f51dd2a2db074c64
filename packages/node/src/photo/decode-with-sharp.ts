import { DamagedMediaError, UnsupportedMediaError } from '@passerby/engine';
import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { sharp } from './configured-sharp.ts';
import type { PhotoPixels } from './photo-pixels.ts';
import { wrapInTiff } from './wrap-in-tiff.ts';

export interface DecodeOptions {
  /** Pictures of more pixels are refused before they are decoded. */
  readonly maxPixels: number;
  /** A colour profile that counts in place of the file's own. */
  readonly icc?: Uint8Array | undefined;
}

export interface DecodedPicture {
  /** Upright 8-bit sRGB. */
  readonly pixels: PhotoPixels;
  /** Whether the decoder complained and gave what it could. */
  readonly isDamaged: boolean;
  /** How many pages the file has. */
  readonly pageCount: number;
  /** Whether the colour profile was broken, so that sRGB was taken for granted. */
  readonly hasBrokenProfile: boolean;
}

/**
 * Decodes what libvips can read: orientation applied, colours converted by the embedded profile.
 * @throws UnsupportedMediaError where the picture has too many pixels or channels.
 * @throws DamagedMediaError where nothing can be decoded.
 */
export async function decodeWithSharp(bytes: Uint8Array, options: DecodeOptions): Promise<DecodedPicture> {
  const metadata = await sharp(bytes, { limitInputPixels: false }).metadata().catch(throwDamaged);
  checkPixelCount(metadata.width, metadata.height, options.maxPixels);
  let hasBrokenProfile = false;
  const onWarning = (warning: string): void => {
    hasBrokenProfile ||= /profile/i.test(warning);
  };
  const decode = async (failOn: 'warning' | 'none'): Promise<PhotoPixels> => {
    const settings: SharpOptions = {
      autoOrient: true,
      failOn,
      limitInputPixels: options.maxPixels,
      sequentialRead: true,
    };
    if (options.icc) return convert(await retag(bytes, settings, options.icc, 'srgb'), settings, onWarning);
    // Sharp leaves profiles of 16-bit gray pictures aside.
    if (metadata.icc && metadata.space === 'grey16') {
      const pixels = await convert(await retag(bytes, settings, metadata.icc, 'b-w'), settings, onWarning);
      return metadata.hasAlpha ? addAlpha(pixels, bytes, settings) : pixels;
    }
    return convert(bytes, settings, onWarning, metadata);
  };
  const result = await decode('warning').then(
    (pixels) => ({ pixels, isDamaged: false }),
    // The decoder found a fault: once more, taking what it can make of it.
    async (error: unknown) => {
      if (error instanceof UnsupportedMediaError) throw error;
      return { pixels: await decode('none').catch(throwDamaged), isDamaged: true };
    },
  );
  return { ...result, pageCount: metadata.pages ?? 1, hasBrokenProfile };
}

/** @throws UnsupportedMediaError where the picture has too many pixels. */
export function checkPixelCount(width: number, height: number, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  const [count, most] = [width * height, maxPixels].map((pixels) => Math.round(pixels / 1e6));
  throw new UnsupportedMediaError(`The picture has ${count} million pixels; at most ${most} million are decoded.`);
}

async function convert(
  bytes: Uint8Array,
  settings: SharpOptions,
  onWarning: (warning: string) => void,
  metadata?: Metadata,
): Promise<PhotoPixels> {
  const image: Sharp = sharp(bytes, settings).on('warning', onWarning);
  // A 16-bit picture with a profile goes through Display P3 inside sharp; naming the output profile brings it to sRGB.
  if (metadata?.icc && metadata.depth === 'ushort') image.withIccProfile('srgb', { attach: false });
  const { data, info } = await image.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 3 && channels !== 4)
    throw new UnsupportedMediaError(`Pictures with ${channels} channels cannot be read.`);
  return { data, width, height, channels };
}

/** The picture with its samples as stored and another profile attached, upright. */
async function retag(
  bytes: Uint8Array,
  settings: SharpOptions,
  icc: Uint8Array,
  space: 'srgb' | 'b-w',
): Promise<Buffer> {
  const image = sharp(bytes, { ...settings, ignoreIcc: true })
    .toColourspace(space)
    .raw();
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  return wrapInTiff({ data, width: info.width, height: info.height, channels: info.channels as 1 | 3 | 4 }, { icc });
}

async function addAlpha(pixels: PhotoPixels, bytes: Uint8Array, settings: SharpOptions): Promise<PhotoPixels> {
  const { width, height, data } = pixels;
  const alpha = await sharp(bytes, { ...settings, ignoreIcc: true })
    .extractChannel('alpha')
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  const joined = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    joined.set(data.subarray(i * 3, i * 3 + 3), i * 4);
    joined[i * 4 + 3] = alpha[i]!;
  }
  return { data: joined, width, height, channels: 4 };
}

function throwDamaged(cause: unknown): never {
  throw new DamagedMediaError('Nothing of the picture could be decoded.', { cause });
}
