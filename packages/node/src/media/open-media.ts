import { stat } from 'node:fs/promises';
import { UnsupportedMediaError, type RawFrame } from '@passerby/engine';
import { openPhoto } from '../photo/open-photo.ts';
import { probeMedia } from '../probe-media.ts';
import { framesAt } from '../video/frames-at.ts';
import { animationFormat } from './animation-format.ts';
import type { Media, WalkOptions } from './media.ts';
import { MovingMedia, type MovingSource } from './moving-media.ts';
import { PhotoMedia } from './photo-media.ts';
import { videoFormat } from './video-format.ts';

/**
 * Opens a file by what it holds, whatever its name says.
 * @throws UnsupportedMediaError where it is no photo, animation or video that can be read; DamagedMediaError where nothing of it can be decoded.
 */
export async function openMedia(file: string): Promise<Media> {
  switch (await probeMedia(file)) {
    case 'photo':
      return PhotoMedia.open(file);
    case 'animation':
      return MovingMedia.open(file, animationFormat);
    case 'video':
      return MovingMedia.open(file, videoFormat);
    case 'audio-only':
      throw new UnsupportedMediaError('Expected a photo or a video, received sound without pictures.');
    case 'not-media':
      throw new UnsupportedMediaError(
        (await stat(file)).size === 0
          ? 'Expected a photo or a video, received an empty file.'
          : 'Expected a photo or a video, received a file that is neither, or one too damaged to tell.',
      );
  }
}

/** The frames that a player of a file shows, counted on the way. */
export interface ShownFrames {
  /** Gives every frame; to be walked once. */
  readonly frames: AsyncIterable<RawFrame>;
  /** After the walk. */
  count(): { readonly frameCount: number; readonly durationSeconds: number };
}

/** Reads a file's frames for a check: `kind` as {@link openMedia} said, the name does not count. */
export function readFrames(file: string, kind: Media['kind'], { signal, onProgress }: WalkOptions): ShownFrames {
  let frameCount = 0;
  let durationSeconds = 0;
  async function* walk(): AsyncGenerator<RawFrame> {
    using source = await openFrames(file, kind);
    for await (const frame of source.frames({ signal })) {
      onProgress(++frameCount, undefined);
      yield frame;
    }
    ({ durationSeconds } = source);
  }
  return { frames: walk(), count: () => ({ frameCount, durationSeconds }) };
}

/** Reads a file's frames for a check, at least those at these moments (ascending, in seconds): of a video only what is near to them is decoded. */
export function readFramesAt(
  file: string,
  kind: Media['kind'],
  moments: readonly number[],
  walk: WalkOptions,
): AsyncIterable<RawFrame> {
  if (kind !== 'video') return readFrames(file, kind, walk).frames;
  return framesAt(file, moments, { signal: walk.signal, onDecoded: (count) => walk.onProgress(count, undefined) });
}

type Frames = Pick<MovingSource<unknown>, 'frames' | 'durationSeconds'> & Disposable;

async function openFrames(file: string, kind: Media['kind']): Promise<Frames> {
  if (kind === 'photo') return photoFrames(file);
  if (kind === 'animation') return animationFormat.open(file, 'look');
  return videoFormat.open(file, 'look');
}

function photoFrames(file: string): Frames {
  return {
    durationSeconds: 0,
    async *frames() {
      yield (await openPhoto(file)).frame;
    },
    [Symbol.dispose]: () => {},
  };
}
