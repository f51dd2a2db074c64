// What the gateway and its page say to each other. Types only: both sides are compiled against them.

/** What a camera shows. */
export type CameraState = 'live' | 'carded' | 'offline';

/** What the statistics of a camera's picture say. */
export type PictureHealthState = 'ok' | 'frozen' | 'covered' | 'dark' | 'defocused' | 'moved';

/** One camera as the page and `/healthz` tell of it. Nothing about what is in its picture. */
export interface CameraDescription {
  readonly name: string;
  readonly state: CameraState;
  /** One sentence, empty when live. */
  readonly reason: string;
  /** Since when, milliseconds since 1970. */
  readonly sinceMs: number;
  readonly health: PictureHealthState;
  readonly healthSinceMs: number | undefined;
  readonly framesPerSecond: number;
  /** From a picture's arrival at the gateway to its leaving. */
  readonly latencySeconds: number;
  readonly looksPerSecond: number;
  /** Size of the hidden picture, once known. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Wall clock at the beginning of the stream's own clock, as the last picture tells it, milliseconds since 1970; unknown before it. */
  readonly clockStartMs: number | undefined;
}

/** Every message of `/state`. */
export interface GatewayMessage {
  readonly cameras: readonly CameraDescription[];
}

/**
 * First message of `/cameras/NAME/live`, as JSON. All others are binary: the initialization segment, then one fragment of MP4 for each picture
 * after a header: its time in the stream, in seconds, and when the camera's picture came in, in milliseconds since 1970 (NaN for cards),
 * both as big-endian doubles; then one byte, 1 where decoding can begin.
 */
export interface StreamMessage {
  /** For `MediaSource.isTypeSupported` and `addSourceBuffer`. */
  readonly type: string;
  readonly width: number;
  readonly height: number;
}

/** Bytes before the fragment in each message of a picture. */
export type FragmentHeaderBytes = 17;
