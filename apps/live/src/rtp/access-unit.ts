/** Codecs that cameras send over RTSP and that we take. */
export type CameraCodec = 'h264' | 'h265';

/** One encoded picture as the camera sent it: clear, so it stays in the camera's worker. */
export interface AccessUnit {
  /** NAL units with start codes (Annex B); a JPEG for `mjpeg` sources. */
  readonly data: Uint8Array;
  readonly isKeyFrame: boolean;
  /** Packets of it, or just before it, were lost or made no sense: what follows cannot be trusted up to the next key frame. */
  readonly isDamaged: boolean;
  /** When the camera says it was taken, in seconds of a clock of its own that may jump; `undefined` where it does not say. */
  readonly cameraSeconds: number | undefined;
}
