import { rm } from 'node:fs/promises';
import { arrangeClip, type ClipOptions } from './scenes/arrange-clip.ts';
import { ClipEncoder } from './film/clip-encoder.ts';
import { prepareFilm, type Film } from './film/film.ts';
import type { FrameTruth, StreetTruth } from './truth.ts';

/** Prepares a clip; its frames are drawn one by one by `frames()`. The same options give the same pixels. */
export function drawClip(options: ClipOptions): Promise<Film> {
  return prepareFilm(arrangeClip(options));
}

export interface WriteClipOptions extends ClipOptions {
  /** Adds a quiet test tone (AAC). Default false. */
  readonly sound?: boolean;
  /** x264's constant rate factor: 0 to 51, default 16. Higher is smaller and worse. */
  readonly crf?: number;
  /** Encodes as cameras do, so that it can be streamed: no B-frames, a key frame every second. Default false. */
  readonly likeCamera?: boolean;
  /** Draws over each frame (RGB, no padding) before it is encoded, such as a number. */
  readonly mark?: (rgb: Uint8Array, index: number, width: number) => void;
}

/** Draws a clip into an MP4 file (H.264) and tells what is in it. Nothing is left behind when it fails. */
export async function writeClip(file: string, options: WriteClipOptions): Promise<StreetTruth> {
  const film = await drawClip(options);
  const encoder = new ClipEncoder(file, {
    width: film.width,
    height: film.height,
    fps: film.fps,
    sound: options.sound ?? false,
    crf: options.crf ?? 16,
    likeCamera: options.likeCamera,
  });
  const truths: FrameTruth[] = [];
  try {
    for (const { rgb, truth } of film.frames()) {
      options.mark?.(rgb, truth.index, film.width);
      encoder.write(rgb);
      truths.push(truth);
      // Drawing is synchronous: let timers and messages through now and then.
      if (truths.length % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    encoder.finish();
  } catch (error) {
    encoder.close();
    await rm(file, { force: true });
    throw error;
  }
  return film.summarize(truths);
}
