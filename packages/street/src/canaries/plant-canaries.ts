import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { drawPhoto } from '../draw-photo.ts';
import { secretText, secretTime, type Canary, type PlantedFile } from './canary.ts';
import {
  plantHiddenFrames,
  plantMatroska,
  plantMotionFilm,
  plantMp4Metadata,
  plantMp4Tail,
  plantMp4Tracks,
  plantSound,
} from './film/plant-films.ts';
import { plantGif } from './photo/plant-gif.ts';
import {
  plantExif,
  plantJpegSegments,
  plantMotionTail,
  plantSecondPictures,
  plantTails,
  type Planted,
} from './photo/plant-jpeg.ts';
import { plantPngChunks, plantPngPictures } from './photo/plant-png.ts';
import { plantWebp, plantWebpTail } from './photo/plant-webp.ts';
import { timeNeedles } from './spell.ts';

const SIZE = { width: 480, height: 320 };

/**
 * Writes photos and films of the drawn street into a folder, with secrets in every place that files have for them; names and times of the files are
 * secrets, too. The same on every machine, but for what the encoders make of the pixels.
 */
export async function plantCanaries(folder: string): Promise<readonly PlantedFile[]> {
  await mkdir(folder, { recursive: true });
  const { pixels, width, height } = await drawPhoto({ seed: 'canaries', ...SIZE });
  const picture = (): Sharp => sharp(pixels, { raw: { width, height, channels: 3 } });
  const jpeg = await picture().jpeg({ quality: 90 }).toBuffer();
  const png = await picture().png().toBuffer();
  const webp = await picture().webp({ quality: 90 }).toBuffer();
  const gif = await picture().gif().toBuffer();
  const files: Readonly<Record<string, Planted>> = {
    'exif.jpg': await plantExif(jpeg),
    'segments.jpg': await plantJpegSegments(jpeg),
    'second-pictures.jpg': await plantSecondPictures(jpeg),
    'motion.jpg': plantMotionTail(jpeg, await plantMotionFilm()),
    'tails.jpg': plantTails(jpeg),
    'chunks.png': await plantPngChunks(png),
    'pictures.png': await plantPngPictures(width, height),
    'chunks.webp': plantWebp(webp, width, height),
    'tail.webp': plantWebpTail(webp),
    'blocks.gif': plantGif(gif),
    'metadata.mp4': await plantMp4Metadata(),
    'tracks.mp4': await plantMp4Tracks(),
    'sound.mov': await plantSound(),
    'tail.mp4': await plantMp4Tail(),
    'hidden-frames.mp4': await plantHiddenFrames(),
    'attachments.mkv': await plantMatroska(),
  };
  const planted: PlantedFile[] = [];
  for (const [name, { bytes, canaries }] of Object.entries(files))
    planted.push(await writePlanted(folder, name, bytes, canaries));
  return planted;
}

async function writePlanted(
  folder: string,
  name: string,
  bytes: Buffer,
  canaries: readonly Canary[],
): Promise<PlantedFile> {
  const kind = name.replace('.', '-');
  const fileName: Canary = {
    name: `file-name-${kind}`,
    place: 'name of the file',
    needles: [secretText(`file-name-${kind}`)],
  };
  const changed = secretTime(`file-time-${kind}`);
  const fileTime: Canary = { name: `file-time-${kind}`, place: 'time of the file', needles: timeNeedles(changed) };
  const file = join(folder, `${secretText(fileName.name)}-${name}`);
  await writeFile(file, bytes);
  await utimes(file, changed, changed);
  return { file, canaries: [fileName, fileTime, ...canaries] };
}
