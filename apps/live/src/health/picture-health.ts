import type { LumaPicture } from '@passerby/engine';

/** What is wrong with a picture, as a whole. Nothing in it is about people. */
export type PictureHealthState = 'ok' | 'frozen' | 'covered' | 'dark' | 'defocused' | 'moved';

/** Numbers and a verdict; all that leaves the camera's worker. */
export interface PictureHealth {
  readonly state: PictureHealthState;
  /** Wall clock, milliseconds since 1970, since when it is like that. */
  readonly sinceMs: number;
}

/**
 * Judges a camera's picture from its brightness. One for each camera; lives in the camera's worker, as clear pictures stay there.
 * Called with a small picture of the decoded frame about every 0.5 s; keeps what it needs, borrows `luma`.
 */
export interface HealthMeter {
  measure(luma: LumaPicture, nowMs: number): PictureHealth;
}

/** The camera's worker calls this once per connection. */
export function createHealthMeter(): HealthMeter {
  const sinceMs = Date.now();
  return { measure: () => ({ state: 'ok', sinceMs }) };
}
