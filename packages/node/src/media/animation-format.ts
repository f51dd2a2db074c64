import { createAnimationSink } from '../animation/animation-sink.ts';
import { openAnimation, type Animation } from '../animation/open-animation.ts';
import type { PhotoPixels } from '../photo/photo-pixels.ts';
import type { MovingFormat } from './moving-media.ts';

/** Animations: GIF comes out as GIF, WebP and PNG as WebP. */
export const animationFormat: MovingFormat<PhotoPixels, Animation> = {
  kind: 'animation',
  extensionOf: ({ outputFormat }) => `.${outputFormat}`,
  open: (file) => openAnimation(file),
  createSink: (path, source) => createAnimationSink(path, source),
};
