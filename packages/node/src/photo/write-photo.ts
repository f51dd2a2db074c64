import { writeFile } from 'node:fs/promises';
import type { HiddenFrame } from '@passerby/engine';
import { sharp } from './configured-sharp.ts';
import type { PhotoPixels } from './photo-pixels.ts';

/** The formats that photos are written in. */
export type PhotoOutputFormat = 'jpeg' | 'png' | 'webp';

export interface WritePhotoOptions {
  /** Whether WebP keeps every pixel exactly. Default `false`: quality 92. PNG always does, JPEG never. */
  readonly isLossless?: boolean;
}

/**
 * Writes the hidden photo to `file`, made new with mode 0600 or written over: one sRGB picture and nothing else, no metadata and no profile;
 * the same pixels always give the same bytes. Flushing to disk and renaming are the caller's. Borrows `hidden`.
 * JPEG has no transparency: what is transparent turns white.
 */
export async function writePhoto(
  file: string,
  hidden: HiddenFrame<PhotoPixels>,
  format: PhotoOutputFormat,
  options: WritePhotoOptions = {},
): Promise<void> {
  await writeFile(file, await encodePhoto(hidden.native, format, options.isLossless ?? false), { mode: 0o600 });
}

/** The photo as a file's bytes. @internal */
export function encodePhoto(photo: PhotoPixels, format: PhotoOutputFormat, isLossless: boolean): Promise<Buffer> {
  const { data, width, height, channels } = photo;
  const image = sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
  if (format === 'png') return image.png({ compressionLevel: 6, adaptiveFiltering: true, palette: false }).toBuffer();
  if (format === 'webp') {
    return image.webp(isLossless ? { lossless: true, exact: true } : { quality: 92, smartSubsample: true }).toBuffer();
  }
  return image
    .flatten({ background: '#ffffff' })
    .jpeg({
      quality: 92,
      chromaSubsampling: '4:4:4',
      progressive: false,
      // Huffman tables made for the picture save a tenth of the file, but hold six bytes a pixel while it is written.
      optimiseCoding: width * height <= 50e6,
    })
    .toBuffer();
}
