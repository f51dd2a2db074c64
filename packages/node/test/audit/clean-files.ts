import { buildGif } from './build-gif.ts';
import { buildJpeg, jpegPiecesWithRestart } from './build-jpeg.ts';
import { av1Track, avcTrack, buildMp4, soundTrack } from './build-mp4.ts';
import { buildPng } from './build-png.ts';
import { buildWebm } from './build-webm.ts';
import {
  buildWebp,
  WEBP_ALPHA,
  WEBP_ANIMATION,
  WEBP_LOSSLESS,
  WEBP_LOSSY,
  webpFrame,
  webpHeader,
} from './build-webp.ts';

/** Small files, made by hand, in which an audit must find nothing. */
export const CLEAN_FILES: Readonly<Record<string, Buffer>> = {
  'a JPEG': buildJpeg(),
  'a JPEG with restart markers': buildJpeg({}, jpegPiecesWithRestart()),
  'a PNG': buildPng(),
  'a lossy WebP': buildWebp(WEBP_LOSSY),
  'a lossless WebP': buildWebp(WEBP_LOSSLESS),
  'a WebP with transparency': buildWebp(webpHeader(0x10), WEBP_ALPHA, WEBP_LOSSY),
  'an animated WebP': buildWebp(webpHeader(0x02), WEBP_ANIMATION, webpFrame(WEBP_LOSSLESS), webpFrame(WEBP_LOSSY)),
  'an animated GIF': buildGif(),
  'an H.264 MP4': buildMp4(),
  'an MP4 with reordered frames': buildMp4([avcTrack({ shifts: [0, 100, 0xffffff9c] })]),
  'an AV1 MP4': buildMp4([av1Track()]),
  'a WebM': buildWebm(),
  'a large MP4': buildMp4([avcTrack({ isLarge: true })]),
};

/** An MP4 whose only finding is its sound. */
export const FILE_WITH_SOUND: Buffer = buildMp4([avcTrack(), soundTrack()]);
