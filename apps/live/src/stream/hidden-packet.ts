/**
 * One encoded picture in which everyone is hidden, or a card. Only camera workers make them, from `HiddenFrame`s; servers, pages and recorders
 * get nothing else. Shared by all subscribers: never written to.
 */
export interface HiddenPacket {
  /**
   * One access unit of H.264 as an Annex B stream (start codes of four bytes). Holds slices, and before those of a key frame
   * the parameter sets; no delimiters, no SEI.
   */
  readonly data: Uint8Array;
  /** Decoding may start here: an IDR picture, parameter sets included. */
  readonly isKeyFrame: boolean;
  /** When it is shown, in seconds of the mount's running clock: from 0, strictly ascending, never jumps back, whatever the camera does. */
  readonly seconds: number;
  /** How long it is likely to be shown, in seconds; above 0. The next packet's `seconds` decides. */
  readonly durationSeconds: number;
  /** Wall clock, milliseconds since 1970, at which the camera's picture came in; `undefined` for cards. */
  readonly receivedAtMs: number | undefined;
  /** A card ("camera offline since …") in place of a picture. */
  readonly isCard: boolean;
}
