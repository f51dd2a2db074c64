import { timeSlackSeconds, type PlanTrack } from './plan.ts';

/**
 * Which tracks are on at a moment. Going forward in time costs only what starts and ends on the way; going back starts over.
 */
export class ActiveTracks {
  readonly #byStart: readonly PlanTrack[];
  #started = 0;
  #active: PlanTrack[] = [];
  #seconds = -Infinity;

  constructor(tracks: readonly PlanTrack[]) {
    this.#byStart = tracks.toSorted((a, b) => a.fromSeconds - b.fromSeconds);
  }

  /** Tracks whose span holds this moment, both ends included, in the order of their starts. */
  at(seconds: number): readonly PlanTrack[] {
    if (seconds < this.#seconds) {
      this.#started = 0;
      this.#active = [];
    }
    this.#seconds = seconds;
    this.#active = this.#active.filter((track) => isOnThrough(track, seconds));
    for (;;) {
      const next = this.#byStart[this.#started];
      if (!next || next.fromSeconds - timeSlackSeconds > seconds) return this.#active;
      if (isOnThrough(next, seconds)) this.#active.push(next);
      this.#started += 1;
    }
  }
}

function isOnThrough(track: PlanTrack, seconds: number): boolean {
  return seconds <= track.throughSeconds + timeSlackSeconds;
}
