import { splitGif } from '../animation/split-gif.ts';
import type { PictureFormat } from './picture-format.ts';

/**
 * The file, of a GIF its first picture, with zeros where it was cut off, for decoders that refuse a file without its end: they then show
 * what is there. `undefined` where that is no help.
 */
export function completeCutFile(bytes: Uint8Array, format: PictureFormat): Uint8Array | undefined {
  if (format === 'gif') return splitGif(bytes).parts[0]?.toStill();
  if (format !== 'webp' || bytes.length < 12) return undefined;
  const promised = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readUInt32LE(4) + 8;
  // Of a file that promises twenty times as much nothing worth showing is left, and zeros would only fill the memory.
  if (promised <= bytes.length || promised > bytes.length * 20) return undefined;
  return Buffer.concat([bytes, new Uint8Array(promised - bytes.length)]);
}
