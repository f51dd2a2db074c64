/** What a file's first bytes say that it is. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'heif' | 'jp2' | 'j2k';

/** The format as people write it. */
export const pictureFormatNames: Readonly<Record<PictureFormat, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  gif: 'GIF',
  tiff: 'TIFF',
  heif: 'HEIF',
  jp2: 'JPEG 2000',
  j2k: 'JPEG 2000',
};

/** Brands of still pictures in an ISO base media file: AVIF, HEIC and what else is named HEIF. */
const heifBrands = ['avif', 'avis', 'heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'mif2', 'miaf', 'msf1'];

/** Tells the format by content, never by name; `undefined` where it is none of ours. Needs the first 64 bytes. */
export function sniffPictureFormat(bytes: Uint8Array): PictureFormat | undefined {
  const text = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1');
  if (text(0, 3) === '\xff\xd8\xff') return 'jpeg';
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp';
  if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') return 'gif';
  // Classic TIFF and BigTIFF in both byte orders.
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(text(0, 4))) return 'tiff';
  if (text(4, 12) === 'jP  \r\n\x87\n') return 'jp2';
  if (text(0, 4) === '\xff\x4f\xff\x51') return 'j2k';
  if (text(4, 8) === 'ftyp') {
    const brands = [text(8, 12), ...(text(16, 64).match(/.{4}/gs) ?? [])];
    if (brands.some((brand) => heifBrands.includes(brand))) return 'heif';
  }
  return undefined;
}
