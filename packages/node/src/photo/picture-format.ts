/** What a file's first bytes say that it is. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'heif' | 'jp2' | 'j2k';

const formatNames: Readonly<Record<PictureFormat, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  gif: 'GIF',
  tiff: 'TIFF',
  heif: 'HEIC',
  jp2: 'JPEG 2000',
  j2k: 'JPEG 2000',
};

/** Brands of still pictures in an ISO base media file: AVIF, HEIC and what else is a HEIF. */
const heifBrands = ['avif', 'avis', 'heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'mif2', 'miaf', 'msf1'];

/** Tells the format by content, never by name; `undefined` where it is none of ours. Needs the first 64 bytes. */
export function sniffPictureFormat(bytes: Uint8Array): PictureFormat | undefined {
  if (letters(bytes, 0, 3) === '\xff\xd8\xff') return 'jpeg';
  if (letters(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (letters(bytes, 0, 4) === 'RIFF' && letters(bytes, 8, 12) === 'WEBP') return 'webp';
  if (['GIF87a', 'GIF89a'].includes(letters(bytes, 0, 6))) return 'gif';
  // Classic TIFF and BigTIFF in both byte orders.
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(letters(bytes, 0, 4))) return 'tiff';
  if (letters(bytes, 4, 12) === 'jP  \r\n\x87\n') return 'jp2';
  if (letters(bytes, 0, 4) === '\xff\x4f\xff\x51') return 'j2k';
  return readBrands(bytes).some((brand) => heifBrands.includes(brand)) ? 'heif' : undefined;
}

/** The format as people write it. With the file's bytes AVIF is told from HEIC. */
export function nameOfFormat(format: PictureFormat, bytes?: Uint8Array): string {
  const isAvif = format === 'heif' && bytes && readBrands(bytes).some((brand) => brand === 'avif' || brand === 'avis');
  return isAvif ? 'AVIF' : formatNames[format];
}

/** Whether the first picture of a WebP keeps every pixel exactly. */
export function isLosslessWebp(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 8 <= file.length;) {
    const type = letters(file, at, at + 4);
    if (type === 'VP8L') return true;
    if (type === 'VP8 ') return false;
    const size = file.readUInt32LE(at + 4);
    // An animation's frame begins with 16 bytes of its own, then come chunks again.
    at += type === 'ANMF' ? 8 + 16 : 8 + size + (size & 1);
  }
  return false;
}

/** The brands that an ISO base media file names, the major one first. */
function readBrands(bytes: Uint8Array): string[] {
  if (letters(bytes, 4, 8) !== 'ftyp') return [];
  const size = Buffer.from(bytes.subarray(0, 4)).readUInt32BE(0);
  const others = letters(bytes, 16, Math.min(size, 64)).match(/.{4}/gs) ?? [];
  return [letters(bytes, 8, 12), ...others];
}

function letters(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.subarray(from, to)).toString('latin1');
}
