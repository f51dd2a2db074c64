import type { CodecParameters } from 'node-av';
import type { AccessUnit, CameraCodec } from '../rtp/access-unit.ts';

/** What a decoder has to know before the first picture: a codec whose stream describes itself, or what a container says. */
export type StreamCodec = CameraCodec | 'mjpeg' | CodecParameters;

/** Called as pictures come in; nothing is kept between calls. */
export interface PullListener {
  /** The camera answered. Once for each connection, before its first picture. */
  onStart(codec: StreamCodec): void;
  onPicture(unit: AccessUnit): void;
}
