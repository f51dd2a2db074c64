export { ClipEncoder, type ClipEncoderOptions } from './film/clip-encoder.ts';
export { drawPhoto, writePhoto, type DrawnPhoto } from './draw-photo.ts';
export type { PhotoOptions } from './scenes/arrange-photo.ts';
export { drawClip, writeClip, type WriteClipOptions } from './draw-clip.ts';
export type { ClipOptions } from './scenes/arrange-clip.ts';
export { strata, type Stratum } from './scenes/strata.ts';
export { demoClip, demoPhoto } from './demo.ts';
export type { DrawnFrame, Film } from './film/film.ts';
export { noiseInside } from './film/noise-inside.ts';
export type { Box, FrameTruth, PersonTraits, PersonTruth, Pose, StreetTruth, TextKind, TextTruth } from './truth.ts';
export { readRgbFrames, type RgbFrame } from './exposure/read-rgb-frames.ts';
export { findFilledPixels, findHiddenPixels } from './exposure/find-hidden-pixels.ts';
export {
  headWidths,
  measureExposure,
  type Covered,
  type Exposure,
  type HeadWidth,
  type HiddenPixels,
  type MeasuredTrack,
} from './exposure/measure-exposure.ts';
export { markFrame, maxMark, readMark } from './exposure/frame-mark.ts';
export { findClearFaces } from './exposure/clear-faces.ts';
export { freePort } from './exposure/free-port.ts';
export { StreamWatcher, type WatchOptions } from './exposure/watch-stream.ts';
export { plantCanaries } from './canaries/plant-canaries.ts';
export type { Canary, Color, PlantedFile } from './canaries/canary.ts';
export { drawSpecimens, type Specimen } from './damage/draw-specimens.ts';
export { damageBytes, type DamagedBytes, type DamageKind } from './damage/damage-bytes.ts';
