/** What a file's first bytes say that it is; `undefined` where it is no picture that we know. */
export type PhotoKind = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp' | 'tiff' | 'heic' | 'avif' | 'jxl';

/** Tells pictures apart by content, never by name. Needs the first 64 bytes. */
export function sniffPhoto(bytes: Uint8Array): PhotoKind | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, 64));
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  if (/^GIF8[79]a/.test(text)) return 'gif';
  if (text.startsWith('BM')) return 'bmp';
  if (/^(?:II[*+]\0|MM\0[*+])/.test(text)) return 'tiff';
  if (text.startsWith('\xff\x0a') || text.startsWith('\0\0\0\x0cJXL ')) return 'jxl';
  if (!text.startsWith('ftyp', 4)) return undefined;
  if (/^(?:avif|avis)/.test(text.slice(8))) return 'avif';
  return /^(?:hei[cxms]|hev[cx]|mif[12]|msf1|miaf)/.test(text.slice(8)) ? sniffHeif(text) : undefined;
}

/** A HEIF file may say only among its further brands that it is an AVIF. */
function sniffHeif(text: string): PhotoKind {
  return /avi[fs]/.test(text.slice(16, text.charCodeAt(3))) ? 'avif' : 'heic';
}
