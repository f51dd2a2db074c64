import type { AuditContainer } from './audit-result.ts';
import type { FileBytes } from './file-bytes.ts';

/** Brands of files that keep still pictures in boxes. */
const PICTURE_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'avif', 'avis']);

/** Boxes with which an MP4 or QuickTime file starts where it has no file type. */
const FIRST_BOXES = new Set(['moov', 'mdat', 'free', 'skip', 'wide', 'pnot']);

/** Tells containers apart by their first bytes, never by the file's name. */
export function sniffContainer(file: FileBytes): AuditContainer {
  if (file.startsWith(0, '\xff\xd8')) return 'jpeg';
  if (file.startsWith(0, '\x89PNG\r\n\x1a\n')) return 'png';
  if (file.startsWith(0, 'GIF8') && file.has(0, 13)) return 'gif';
  if (file.startsWith(0, 'RIFF') && file.startsWith(8, 'WEBP')) return 'webp';
  if (file.startsWith(0, '\x1aE\xdf\xa3')) return 'matroska';
  if (!file.has(0, 12)) return 'unknown';
  const type = file.latin1(4, 4);
  if (type === 'ftyp') return PICTURE_BRANDS.has(file.latin1(8, 4)) ? 'heif' : 'mp4';
  return FIRST_BOXES.has(type) ? 'mp4' : 'unknown';
}
