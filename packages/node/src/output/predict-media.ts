import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { sniffPictureFormat, type PictureFormat } from '../photo/picture-format.ts';

/** A guess at a file before any worker opens it. */
export interface PredictedMedia {
  /** Whether it is a picture or a video by its first bytes or by its name. A broken file with a media ending counts, and so does media with another ending. */
  readonly isMedia: boolean;
  /** The endings, with the dot, that its output may get; the likeliest first. The finished job knows for certain. */
  readonly extensions: readonly [string, ...string[]];
}

const pictureExtensions: Readonly<Record<PictureFormat, PredictedMedia['extensions']>> = {
  jpeg: ['.jpg'],
  png: ['.png'],
  webp: ['.webp'],
  gif: ['.gif', '.png'],
  tiff: ['.png'],
  heif: ['.jpg'],
  jp2: ['.jpg'],
  j2k: ['.jpg'],
};

/** Endings of pictures, and the ending that their outputs get. */
const pictureNames: Readonly<Record<string, string>> = {
  '.jpg': '.jpg',
  '.jpeg': '.jpg',
  '.jpe': '.jpg',
  '.jfif': '.jpg',
  '.heic': '.jpg',
  '.heif': '.jpg',
  '.hif': '.jpg',
  '.avif': '.jpg',
  '.jp2': '.jpg',
  '.j2k': '.jpg',
  '.png': '.png',
  '.apng': '.png',
  '.tif': '.png',
  '.tiff': '.png',
  '.webp': '.webp',
  '.gif': '.gif',
};

// prettier-ignore
const videoNames: ReadonlySet<string> = new Set([
  '.mp4', '.m4v', '.mov', '.qt', '.3gp', '.3g2', '.insv', '.lrv', '.f4v',
  '.mkv', '.webm', '.avi', '.flv', '.wmv', '.asf', '.mxf', '.ogv', '.dv', '.dav',
  '.mpg', '.mpeg', '.m2v', '.vob', '.ts', '.m2ts', '.mts',
  '.mjpeg', '.mjpg', '.h264', '.264', '.h265', '.265', '.hevc',
]);

/** All endings that outputs have. */
export const outputExtensions: readonly string[] = ['.jpg', '.png', '.webp', '.gif', '.mp4'];

const headLength = 64;

/** Guesses by the file's first bytes, then by its name. Decodes nothing. */
export async function predictMedia(path: string): Promise<PredictedMedia> {
  const head = await readHead(path);
  const picture = sniffPictureFormat(head);
  if (picture) return { isMedia: true, extensions: pictureExtensions[picture] };
  if (looksLikeVideo(head)) return { isMedia: true, extensions: ['.mp4'] };
  const ending = extname(path).toLowerCase();
  const likeliest = pictureNames[ending] ?? '.mp4';
  return { isMedia: isMediaEnding(ending), extensions: [likeliest, ...outputExtensions] };
}

/** Whether pictures or videos have this ending (with its dot, in any case). */
export function isMediaEnding(ending: string): boolean {
  const lower = ending.toLowerCase();
  return lower in pictureNames || videoNames.has(lower);
}

function looksLikeVideo(head: Buffer): boolean {
  const ascii = (from: number, to: number): string => head.toString('latin1', from, to);
  const number = head.length >= 4 ? head.readUInt32BE(0) : 0;
  if (ascii(4, 8) === 'ftyp') return !['M4A ', 'M4B ', 'crx '].includes(ascii(8, 12)); // sound alone, camera raw
  if (['moov', 'mdat', 'wide', 'moof'].includes(ascii(4, 8))) return true;
  if (ascii(0, 4) === 'RIFF' && ascii(8, 11) === 'AVI') return true;
  if (ascii(0, 3) === 'FLV') return true;
  const matroska = 0x1a45dfa3;
  const windowsMedia = 0x3026b275;
  const mpegPack = 0x000001ba;
  const mpegSequence = 0x000001b3;
  return [matroska, windowsMedia, mpegPack, mpegSequence].includes(number);
}

async function readHead(path: string): Promise<Buffer> {
  await using file = await open(path, 'r');
  const head = Buffer.alloc(headLength);
  const { bytesRead } = await file.read(head, 0, headLength, 0);
  return head.subarray(0, bytesRead);
}
