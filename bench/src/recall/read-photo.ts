import type { RgbFrame } from '@passerby/street';
import sharp from 'sharp';

/** Decodes a photo as people see it: upright, in sRGB. A reader of its own, so that what is measured does not depend on what is measured with. */
export async function readPhoto(file: string): Promise<RgbFrame> {
  const { data, info } = await sharp(file)
    .rotate()
    .toColourspace('srgb')
    .flatten()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const rgb =
    info.channels === 3 ? data : Uint8Array.from({ length: data.length * 3 }, (_, i) => data[Math.floor(i / 3)] ?? 0);
  return { width: info.width, height: info.height, rgb };
}
