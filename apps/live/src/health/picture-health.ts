/** What is wrong with a picture, as a whole. Nothing in it is about people. */
export type PictureHealthState = 'ok' | 'frozen' | 'covered' | 'dark' | 'defocused' | 'moved';

/** A verdict; all that leaves the camera's worker. */
export interface PictureHealth {
  readonly state: PictureHealthState;
  /** Wall clock, milliseconds since 1970, since when it is like that. */
  readonly sinceMs: number;
}
