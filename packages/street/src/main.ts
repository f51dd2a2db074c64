export { drawPhoto, writePhoto, type DrawnPhoto } from './draw-photo.ts';
export type { PhotoOptions } from './arrange-photo.ts';
export { drawClip, writeClip, type WriteClipOptions } from './draw-clip.ts';
export type { ClipOptions } from './arrange-clip.ts';
export type { DrawnFrame, Film } from './film.ts';
export type { Box, FrameTruth, PersonTraits, PersonTruth, Pose, StreetTruth, TextKind, TextTruth } from './truth.ts';
export { readRgbFrames, type RgbFrame } from './exposure/read-rgb-frames.ts';
export { findFilledPixels, findHiddenPixels } from './exposure/find-hidden-pixels.ts';
export { measureExposure, type Exposure, type HiddenPixels, type MeasuredTrack } from './exposure/measure-exposure.ts';
