import type { AvPicture } from '../video/av-picture.ts';
import { createVideoSink } from '../video/video-sink.ts';
import { openVideoSource, type VideoSource } from '../video/video-source.ts';
import type { MovingFormat } from './moving-media.ts';

/** Videos: whatever FFmpeg decodes comes out as MP4. */
export const videoFormat: MovingFormat<AvPicture, VideoSource> = {
  kind: 'video',
  extensionOf: () => '.mp4',
  open: (file, purpose) => openVideoSource(file, { purpose }),
  createSink: (path, source, { quality, audio }) => createVideoSink(path, source, { quality, audio }),
};
