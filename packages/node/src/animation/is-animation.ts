import { readWhole } from '../photo/read-whole.ts';
import { sniffPictureFormat } from '../photo/picture-format.ts';
import { readPngChunks } from './png-chunks.ts';
import { splitGif } from './split-gif.ts';
import { readWebpChunks } from './webp-chunks.ts';

/** Whether a GIF, WebP or PNG file stores more than one picture to be shown one after the other. Any other file is none; nothing is decoded. */
export async function isAnimation(file: string): Promise<boolean> {
  const bytes = await readWhole(file);
  switch (sniffPictureFormat(bytes)) {
    case 'gif':
      return splitGif(bytes).parts.length > 1;
    case 'webp':
      return readWebpChunks(bytes.subarray(12)).filter(({ type }) => type === 'ANMF').length > 1;
    case 'png':
      return readPngChunks(bytes).filter(({ type }) => type === 'fcTL').length > 1;
    default:
      return false;
  }
}
