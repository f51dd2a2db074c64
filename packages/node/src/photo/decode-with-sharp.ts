import { DamagedMediaError, UnsupportedMediaError } from '@passerby/engine';
import { sharp } from './configured-sharp.ts';
import type { PhotoPixels } from './photo-pixels.ts';

export interface DecodedPicture {
  readonly pixels: PhotoPixels;
  /** Whether the decoder complained and gave what it could. */
  readonly isDamaged: boolean;
}

/**
 * Decodes what libvips can read to upright 8-bit sRGB.
 * @throws UnsupportedMediaError where the picture has more than `maxPixels` pixels.
 * @throws DamagedMediaError where nothing can be decoded.
 */
export async function decodeWithSharp(
  bytes: Uint8Array,
  options: { readonly maxPixels: number },
): Promise<DecodedPicture> {
  const metadata = await sharp(bytes, { limitInputPixels: false }).metadata().catch(throwDamaged);
  const megapixels = (metadata.width * metadata.height) / 1e6;
  if (megapixels * 1e6 > options.maxPixels) {
    throw new UnsupportedMediaError(
      `The picture has ${Math.round(megapixels)} million pixels, and at most ${Math.round(options.maxPixels / 1e6)} million are decoded.`,
    );
  }
  const decode = async (failOn: 'warning' | 'none'): Promise<PhotoPixels> => {
    const image = sharp(bytes, { autoOrient: true, failOn, limitInputPixels: options.maxPixels, sequentialRead: true });
    // A 16-bit picture with a profile goes through Display P3 inside sharp; naming the profile brings it to sRGB.
    const isDeepWithProfile = metadata.depth === 'ushort' && metadata.icc !== undefined;
    const inSrgb = isDeepWithProfile ? image.withIccProfile('srgb', { attach: false }) : image;
    const { data, info } = await inSrgb.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
    if (info.channels !== 3 && info.channels !== 4) {
      throw new UnsupportedMediaError(`The picture has ${info.channels} channels, which cannot be read.`);
    }
    return { data, width: info.width, height: info.height, channels: info.channels };
  };
  try {
    return { pixels: await decode('warning'), isDamaged: false };
  } catch (error) {
    if (error instanceof UnsupportedMediaError) throw error;
    // The decoder found a fault: once more, taking what it can make of it.
    return { pixels: await decode('none').catch(throwDamaged), isDamaged: true };
  }
}

function throwDamaged(cause: unknown): never {
  throw new DamagedMediaError('Nothing of the picture could be decoded.', { cause });
}
