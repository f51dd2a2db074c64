import type { StudioProgress } from '@passerby/web';

/** How far a job is, for a bar and a line. */
export interface MeterReading {
  readonly step: StudioProgress['step'];
  /** 0 to 1; absent while the length is unknown. */
  readonly ratio: number | undefined;
  /** Frames per second over the last moments; absent until there is something to tell. */
  readonly framesPerSecond: number | undefined;
  /** Until this step ends, at that speed; absent while unknown. */
  readonly secondsLeft: number | undefined;
}

/** Speed is told over at most this long, in milliseconds, so that it follows what the machine does now. */
const windowMs = 8000;
/** And not before this long, in milliseconds: the first frames wait for models to load. */
const leastMs = 700;

/** Turns progress into speed and time left. One step's speed says nothing about the next one's, so each begins anew. */
export class ProgressMeter {
  readonly #now: () => number;
  #step: StudioProgress['step'] | undefined;
  #marks: { readonly atMs: number; readonly done: number }[] = [];

  /** `now` gives milliseconds that only grow. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes a report, gives what to show. */
  read({ step, done, total }: StudioProgress): MeterReading {
    const atMs = this.#now();
    if (step !== this.#step || done < (this.#marks.at(-1)?.done ?? 0)) this.#marks = [];
    this.#step = step;
    this.#marks.push({ atMs, done });
    // The oldest mark outside the window stays, as the window's begin.
    while ((this.#marks[1]?.atMs ?? Infinity) < atMs - windowMs) this.#marks.shift();
    const first = this.#marks[0] ?? { atMs, done };
    const elapsedMs = atMs - first.atMs;
    const framesPerSecond =
      elapsedMs >= leastMs && done > first.done ? ((done - first.done) / elapsedMs) * 1000 : undefined;
    const secondsLeft =
      framesPerSecond && total !== undefined ? Math.max(0, total - done) / framesPerSecond : undefined;
    return { step, ratio: total ? Math.min(1, done / total) : undefined, framesPerSecond, secondsLeft };
  }
}
