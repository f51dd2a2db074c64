import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AV_LOG_ERROR, Log } from 'node-av';
import sharp, { type Sharp } from 'sharp';
import { ClipEncoder } from '../film/clip-encoder.ts';
import { encodeSpecimenClip, type SpecimenCoding } from './encode-specimen-clip.ts';

/** A very small undamaged file of one container: something to damage. */
export interface Specimen {
  /** A name with the container's usual ending. */
  readonly name: string;
  readonly bytes: Buffer;
}

const width = 64;
const height = 48;

const x264 = { encoder: 'libx264', encoderOptions: { preset: 'ultrafast', bf: '1' } } as const;

/** One for each container that is read, and for each of the usual decoders. */
const clips: Readonly<Record<string, SpecimenCoding>> = {
  'h264.mp4': { ...x264, muxer: 'mp4' },
  'fragments.mp4': { ...x264, muxer: 'mp4', muxerOptions: { movflags: 'frag_keyframe+empty_moov' } },
  'hevc.mp4': {
    muxer: 'mp4',
    encoder: 'libx265',
    encoderOptions: { preset: 'ultrafast', 'x265-params': 'log-level=none:pools=1' },
  },
  'jpeg.mov': { muxer: 'mov', encoder: 'mjpeg', pixelFormat: 'yuvj420p' },
  'prores.mov': { muxer: 'mov', encoder: 'prores_ks', pixelFormat: 'yuv422p10le' },
  'h264.mkv': { ...x264, muxer: 'matroska' },
  'vp9.webm': { muxer: 'webm', encoder: 'libvpx-vp9', encoderOptions: { deadline: 'realtime', 'cpu-used': '8' } },
  'vp8.webm': { muxer: 'webm', encoder: 'libvpx', encoderOptions: { deadline: 'realtime', 'cpu-used': '8' } },
  'h264.ts': { ...x264, muxer: 'mpegts' },
  'mpeg2.ts': { muxer: 'mpegts', encoder: 'mpeg2video' },
  'mpeg4.avi': { muxer: 'avi', encoder: 'mpeg4' },
  'jpeg.avi': { muxer: 'avi', encoder: 'mjpeg', pixelFormat: 'yuvj420p' },
  'mpeg2.mpg': { muxer: 'mpeg', encoder: 'mpeg2video' },
  'sorenson.flv': { muxer: 'flv', encoder: 'flv' },
  'wmv2.wmv': { muxer: 'asf', encoder: 'wmv2' },
  'theora.ogv': { muxer: 'ogg', encoder: 'libtheora' },
  'mpeg2.mxf': { muxer: 'mxf', encoder: 'mpeg2video' },
  'stream.h264': { ...x264, muxer: 'h264' },
  'stream.mjpeg': { muxer: 'mjpeg', encoder: 'mjpeg', pixelFormat: 'yuvj420p' },
  'animation.png': { muxer: 'apng', encoder: 'apng', pixelFormat: 'rgba' },
};

/** Draws all specimens: photos, animations and clips of a few hundred to a few thousand bytes each. Writes into `folder` on the way and leaves nothing there. */
export async function drawSpecimens(folder: string): Promise<readonly Specimen[]> {
  const logLevel = Log.getLevel();
  // Errors come back as results.
  Log.setLevel(AV_LOG_ERROR);
  const drawn: Specimen[] = [...(await drawPhotos()), ...(await drawAnimations())];
  for (const [name, coding] of Object.entries(clips)) {
    const file = join(folder, name);
    encodeSpecimenClip(file, coding);
    drawn.push({ name, bytes: await readFile(file) });
    await rm(file);
  }
  drawn.push(await drawSound(join(folder, 'sound.mp4')));
  Log.setLevel(logLevel);
  return drawn;
}

/** Pictures with sound: what is kept on request must be read too. */
async function drawSound(file: string): Promise<Specimen> {
  const encoder = new ClipEncoder(file, { width, height, fps: 25, sound: true, crf: 30 });
  const rgb = new Uint8Array(width * height * 3);
  for (let frame = 0; frame < 12; frame++) encoder.write(rgb.fill(40 + frame * 10));
  encoder.finish();
  const bytes = await readFile(file);
  await rm(file);
  return { name: 'sound.mp4', bytes };
}

async function drawPhotos(): Promise<Specimen[]> {
  const picture = sharp(pixels(0), { raw: { width, height, channels: 4 } });
  const opaque = picture.clone().removeAlpha();
  const exif = { IFD0: { Make: 'Drawn', Model: 'Specimen' }, IFD3: { GPSLatitude: '1/1 2/1 3/1' } };
  const encoded: Readonly<Record<string, Sharp>> = {
    'baseline.jpg': opaque.clone().withExif(exif).jpeg(),
    'progressive.jpg': opaque.clone().withIccProfile('p3').jpeg({ progressive: true }),
    'cmyk.jpg': opaque.clone().toColorspace('cmyk').jpeg(),
    'alpha.png': picture.clone().png(),
    'palette.png': picture.clone().png({ palette: true, colors: 16 }),
    'deep.png': opaque.clone().toColorspace('rgb16').png(),
    'lossy.webp': picture.clone().withExif(exif).webp(),
    'lossless.webp': picture.clone().webp({ lossless: true }),
    'still.gif': opaque.clone().gif(),
    'lzw.tif': opaque.clone().tiff({ compression: 'lzw' }),
    'jpeg.tif': opaque.clone().tiff({ compression: 'jpeg', tile: true, tileWidth: 32, tileHeight: 32 }),
    'still.avif': opaque.clone().avif({ effort: 0 }),
  };
  return Promise.all(Object.entries(encoded).map(async ([name, image]) => ({ name, bytes: await image.toBuffer() })));
}

async function drawAnimations(): Promise<Specimen[]> {
  const frames = await Promise.all(
    [0, 1, 2].map((frame) =>
      sharp(pixels(frame), { raw: { width, height, channels: 4 } })
        .png()
        .toBuffer(),
    ),
  );
  const joined = sharp(frames, { join: { animated: true } });
  return [
    { name: 'animation.gif', bytes: await joined.clone().gif().toBuffer() },
    { name: 'animation.webp', bytes: await joined.clone().webp().toBuffer() },
  ];
}

/** Slopes with a hole and a bar that moves. */
function pixels(frame: number): Buffer {
  const data = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isBar = x >= 10 + frame * 12 && x < 18 + frame * 12;
      data.set(isBar ? [250, 250, 240, 255] : [x * 3, y * 4, 120, y < 8 ? 90 : 255], (y * width + x) * 4);
    }
  }
  return data;
}
