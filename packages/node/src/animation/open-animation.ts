import {
  DamagedMediaError,
  UnsupportedMediaError,
  type AbortSignalLike,
  type FrameSource,
  type RawFrame,
} from '@passerby/engine';
import { checkPixelCount } from '../photo/decode-with-sharp.ts';
import { decodePicture } from '../photo/decode-picture.ts';
import { clearTransparentPixels, toPhotoFrame, type PhotoPixels } from '../photo/photo-pixels.ts';
import { isLosslessWebp, sniffPictureFormat, type PictureFormat } from '../photo/picture-format.ts';
import { readWhole } from '../photo/read-whole.ts';
import { AnimationCanvas } from './animation-canvas.ts';
import type { AnimationFile } from './animation-file.ts';
import type { AnimationOutputFormat } from './animation-sink.ts';
import { splitApng } from './split-apng.ts';
import { splitGif } from './split-gif.ts';
import { splitWebp } from './split-webp.ts';

export interface OpenAnimationOptions {
  /** Largest canvas that is decoded, in pixels. Default 100 million. */
  readonly maxPixels?: number;
}

/** An opened animation: its frames are the whole canvas as players show it, one for each stored picture. Holds the file in memory, and one frame while it is read. */
export interface Animation extends FrameSource<PhotoPixels>, Disposable {
  /** How many pictures the file stores. A damaged file may give fewer. */
  readonly estimatedFrameCount: number;
  /** From the first frame shown to the end of the last. */
  readonly durationSeconds: number;
  /** How often it plays; 0 is without end. */
  readonly playCount: number;
  readonly outputFormat: AnimationOutputFormat;
  /** Whether pictures are to be written without loss. */
  readonly isLossless: boolean;
  /** What was wrong, one sentence each. Complete when all frames were read. */
  readonly warnings: readonly string[];
  /** What people should know, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Opens an animated GIF, WebP or PNG; a GIF with a single picture is an animation of one frame.
 * @throws UnsupportedMediaError for other files and for canvases that are too large.
 * @throws DamagedMediaError where nothing can be decoded.
 */
export async function openAnimation(file: string, options: OpenAnimationOptions = {}): Promise<Animation> {
  const bytes = await readWhole(file);
  const format = sniffPictureFormat(bytes);
  const split = splitFile(bytes, format);
  if (!format || !split)
    throw new UnsupportedMediaError('The file is no animation that can be read (GIF, WebP or PNG).');
  const maxPixels = options.maxPixels ?? 100e6;
  checkPixelCount(split.width, split.height, maxPixels);
  const warnings = new Set<string>(split.isDamaged ? [damagedWarning] : []);
  return {
    width: split.width,
    height: split.height,
    estimatedFrameCount: split.parts.length,
    durationSeconds: split.parts.reduce((sum, part) => sum + part.shownSeconds, 0),
    playCount: split.playCount,
    outputFormat: format === 'gif' ? 'gif' : 'webp',
    isLossless: format === 'png' || (format === 'webp' && isLosslessWebp(bytes)),
    notes: format === 'png' ? ['Animated PNG is written as animated WebP.'] : [],
    get warnings() {
      return [...warnings];
    },
    frames: ({ signal } = {}) => readFrames(split, format, maxPixels, signal, () => warnings.add(damagedWarning)),
    // The bytes belong to the JavaScript heap.
    [Symbol.dispose]: () => {},
  };
}

const damagedWarning = 'The file is damaged: what could be decoded of it was hidden.';

function splitFile(bytes: Uint8Array, format: PictureFormat | undefined): AnimationFile | undefined {
  if (format === 'gif') return splitGif(bytes);
  if (format === 'webp') return splitWebp(bytes);
  return format === 'png' ? splitApng(bytes) : undefined;
}

async function* readFrames(
  { width, height, parts }: AnimationFile,
  format: PictureFormat,
  maxPixels: number,
  signal: AbortSignalLike | undefined,
  onDamage: () => void,
): AsyncGenerator<RawFrame<PhotoPixels>> {
  const canvas = new AnimationCanvas(width, height);
  let seconds = 0;
  for (const [index, part] of parts.entries()) {
    signal?.throwIfAborted();
    let pixels: PhotoPixels;
    try {
      const decoded = await decodePicture(part.toStill(), format, maxPixels);
      if (decoded.isDamaged) onDamage();
      ({ pixels } = decoded);
    } catch (error) {
      // Later pictures are drawn over this one: without it they would be wrong.
      if (!(error instanceof DamagedMediaError) || index === 0) throw error;
      onDamage();
      return;
    }
    const shown = canvas.show(part, pixels);
    clearTransparentPixels(shown);
    yield toPhotoFrame(shown, index, seconds);
    seconds += part.shownSeconds;
  }
}
