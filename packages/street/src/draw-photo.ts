import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { prepareFilm } from './film/film.ts';
import { arrangePhoto, type PhotoOptions } from './scenes/arrange-photo.ts';
import type { FrameTruth, PersonTraits } from './truth.ts';

/** A drawn photo and what is in it. */
export interface DrawnPhoto {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, row by row, no padding. */
  readonly pixels: Uint8Array;
  readonly truth: FrameTruth;
  readonly people: readonly PersonTraits[];
}

/** Draws a photo of a street. The same options give the same pixels. */
export async function drawPhoto(options: PhotoOptions): Promise<DrawnPhoto> {
  const film = await prepareFilm(arrangePhoto(options));
  for (const { rgb, truth } of film.frames()) {
    return {
      width: film.width,
      height: film.height,
      pixels: rgb.slice(),
      truth,
      people: film.summarize([truth]).people,
    };
  }
  throw new Error('Expected a photo of one frame, received none.');
}

/** Draws a photo into a file, JPEG (quality 95, 4:4:4) or PNG by its ending, and tells what is in it. */
export async function writePhoto(file: string, options: PhotoOptions): Promise<FrameTruth> {
  const { pixels, width, height, truth } = await drawPhoto(options);
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
  await writeFile(file, await encode(picture, extname(file).toLowerCase()));
  return truth;
}

function encode(picture: Sharp, ending: string): Promise<Buffer> {
  switch (ending) {
    case '.jpg':
    case '.jpeg':
      return picture.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
    case '.png':
      return picture.png().toBuffer();
    default:
      throw new RangeError(`Expected a file name ending in .jpg, .jpeg or .png, received one ending in "${ending}".`);
  }
}
