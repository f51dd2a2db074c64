/**
 * `live`: hidden pictures leave. `carded`: the camera sends, but cards leave in place of its pictures, as the look at them is missing or late,
 * or packets are damaged. `offline`: the camera sends nothing; cards leave.
 */
export type CameraState = 'live' | 'carded' | 'offline';

/** What a camera does now, and since when. */
export interface CameraStatus {
  readonly state: CameraState;
  /** One sentence for people, without credentials; empty when live. */
  readonly reason: string;
  /** Wall clock, milliseconds since 1970. */
  readonly sinceMs: number;
}

/** Counted since the gateway started, or measured over the last seconds. Never numbers of regions, people or texts. */
export interface CameraCounters {
  /** Pictures (no cards) that left a second, over the last 5 s. */
  readonly framesPerSecond: number;
  /** From a picture's arrival to its leaving, hold-back included: median of the last 5 s, in seconds. 0 where none left. */
  readonly latencySeconds: number;
  /** Looks finished a second, faces and text, over the last 5 s. */
  readonly looksPerSecond: number;
  /** Pictures that left. */
  readonly pictures: number;
  /** Pictures dropped before they were drawn because looks were late. */
  readonly droppedPictures: number;
  /** Time during which cards left. */
  readonly cardedSeconds: number;
  /** Times that the camera was connected to again. */
  readonly reconnects: number;
  /** Times that the camera's worker was started again. */
  readonly restarts: number;
}
