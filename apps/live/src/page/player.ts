/** What a player tells its tile. */
export interface PlayerEvents {
  /** A picture was shown that the camera sent so long ago, in seconds; `undefined` for cards. */
  readonly onPicture: (latencySeconds: number | undefined) => void;
  /** The stream ended or cannot be played. Called once, never after `stop`. */
  readonly onEnd: () => void;
}

/** Plays one camera until it is stopped. */
export interface Player {
  readonly stop: () => void;
}
