import { AnimationSource } from '../animation/animation-source.ts';
import { PhotoMedia } from '../photo/photo-media.ts';
import { sniffPhoto, type PhotoKind } from '../photo/sniff-photo.ts';
import { VideoSource } from '../video/video-source.ts';
import { MovingMedia } from './moving-media.ts';
import type { OpenMedia } from './open-media.ts';

/** Kinds of pictures that may move. */
const movingTypes: Partial<Readonly<Record<PhotoKind, string>>> = {
  gif: 'image/gif',
  webp: 'image/webp',
  png: 'image/png',
  avif: 'image/avif',
};

/** Opens a photo, an animation or a video: by what it is, whatever its name. */
export async function openFile(file: Blob): Promise<OpenMedia> {
  const kind = sniffPhoto(new Uint8Array(await file.slice(0, 64).arrayBuffer()));
  if (kind === undefined) return MovingMedia.open(await VideoSource.open(file));
  const type = movingTypes[kind];
  const animation = type === undefined ? undefined : await AnimationSource.open(file, type);
  return animation ? MovingMedia.open(animation) : PhotoMedia.open(file);
}
