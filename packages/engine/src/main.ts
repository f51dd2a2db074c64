export type * from './abort-signal.ts';
export * from './errors.ts';
export * from './frame/box.ts';
export * from './frame/pixel-format.ts';
export type * from './frame/picture-view.ts';
export { viewPixels } from './frame/view-pixels.ts';
export { RawFrame, liveFrames, type FrameMemory } from './frame/raw-frame.ts';
export type { HiddenFrame } from './hide/hidden-frame.ts';
export type { Detector } from './detect/detector.ts';
export type { InferenceSession, Tensor } from './detect/inference-session.ts';
export {
  createFaceDetector,
  photoFaceOptions,
  videoFaceOptions,
  type FaceDetectorOptions,
  type FaceModelName,
} from './detect/face-detector.ts';
export {
  createTextDetector,
  photoTextOptions,
  videoTextOptions,
  type TextDetectorOptions,
} from './detect/text-detector.ts';
export { freeInputSizes } from './detect/free-input-sizes.ts';
export type * from './plan/plan.ts';
export type { FrameSink, FrameSource } from './pipeline/ports.ts';
