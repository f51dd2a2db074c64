import { DamagedMediaError } from '@passerby/engine';
import type { SharpOptions } from 'sharp';
import { sharp } from './configured-sharp.ts';
import { decodeWithSharp, type DecodedPicture } from './decode-with-sharp.ts';
import type { Orientation } from './heif/orientation.ts';
import { wrapInTiff } from './wrap-in-tiff.ts';

/** What stands for rows that could not be decoded. */
const missingGray = 128;

/**
 * Decodes what is left of a JPEG with so many faults that libvips gives up: its restart markers are put in order, and the rows
 * before it gives up again are kept; gray stands for the others.
 * @throws DamagedMediaError where nothing is left.
 */
export async function decodeBrokenJpeg(bytes: Uint8Array, maxPixels: number): Promise<DecodedPicture> {
  const repaired = renumberRestarts(bytes);
  const settings: SharpOptions = { failOn: 'none', limitInputPixels: maxPixels, sequentialRead: true, ignoreIcc: true };
  try {
    const { width, height, icc, orientation, space } = await sharp(repaired, settings).metadata();
    const rows = await countRows(repaired, settings, height);
    const image = sharp(repaired, settings).extract({ left: 0, top: 0, width, height: rows });
    const data = new Uint8Array(width * height * 3).fill(missingGray);
    data.set(await image.toColourspace('srgb').raw().toBuffer());
    const isRgb = space === 'srgb';
    const tiff = wrapInTiff(
      { data, width, height, channels: 3 },
      { icc: isRgb ? icc : undefined, orientation: (orientation ?? 1) as Orientation },
    );
    return { ...(await decodeWithSharp(tiff, { maxPixels })), isDamaged: true };
  } catch (cause) {
    throw new DamagedMediaError('Nothing of the picture could be decoded.', { cause });
  }
}

/** How many rows from the top can be decoded: libvips names the place where it gives up in a warning. */
async function countRows(bytes: Uint8Array, settings: SharpOptions, height: number): Promise<number> {
  let rows = height;
  const image = sharp(bytes, settings).on('warning', (warning: string) => {
    const place = /error in tile \d+ x (\d+)/.exec(warning);
    if (place) rows = Math.min(rows, Number(place[1]));
  });
  await image
    .raw()
    .toBuffer()
    .catch((error: unknown) => {
      if (rows === height || rows === 0) throw error;
    });
  return rows;
}

/**
 * A copy of a JPEG in which the restart markers of each scan count 0 to 7 again. Where a piece of the file is lost they no longer do,
 * and every marker after it is one more fault.
 */
function renumberRestarts(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  let next = 0;
  for (let at = copy.indexOf(0xff); at !== -1 && at + 1 < copy.length; at = copy.indexOf(0xff, at + 1)) {
    const marker = copy[at + 1]!;
    if (marker >= 0xd0 && marker <= 0xd7) copy[at + 1] = 0xd0 + (next++ % 8);
    // The start of a scan.
    if (marker === 0xda) next = 0;
  }
  return copy;
}
