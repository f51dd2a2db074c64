export { drawPhoto, writePhoto, type DrawnPhoto } from './draw-photo.ts';
export type { PhotoOptions } from './arrange-photo.ts';
export { drawClip, writeClip, type WriteClipOptions } from './draw-clip.ts';
export type { ClipOptions } from './arrange-clip.ts';
export type { DrawnFrame, Film } from './film.ts';
export type { Box, FrameTruth, PersonTraits, PersonTruth, Pose, StreetTruth, TextKind, TextTruth } from './truth.ts';
