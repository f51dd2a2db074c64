import type { WriteClipOptions } from './draw-clip.ts';
import type { PhotoOptions } from './scenes/arrange-photo.ts';

/** The photo of `passerby demo` and of the README. */
export const demoPhoto: PhotoOptions = { seed: 'orchard', width: 1280, height: 853, people: 14 };

/** The clip of `passerby demo`: ten seconds, two shots, a flash, people at every border, behind a pole and turning away. */
export const demoClip: WriteClipOptions = {
  seed: 'demo',
  stratum: 'demo',
  width: 960,
  height: 540,
  fps: 25,
  seconds: 10,
  sound: true,
};
