// For Passerby's own apps, in step with this package's version: no public interface.
export { openHidingDetectors, type OpenedDetectors } from './inference/open-detectors.ts';
export { OrtNodeSession } from './inference/ort-node-session.ts';
export { openOrtSession, SessionStore, type OpenSession } from './inference/session-store.ts';
export { openMedia } from './media/open-media.ts';
export { watchProcess } from './process/watch-process.ts';
export { AvPicture } from './video/av-picture.ts';
export { checkFfmpeg, describeFfmpegError, setOption } from './video/ffmpeg.ts';
export { FramePool, type OwnFrame } from './video/frame-pool.ts';
export { FrameScaler } from './video/frame-scaler.ts';
