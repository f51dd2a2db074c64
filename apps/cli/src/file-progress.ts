import type { JobProgress } from '@passerby/node';

type Step = JobProgress['step'];

/** How far one file is, over all of its steps. */
export interface FileProgress {
  /** Frames done, each counted once for every step. Never goes back. */
  readonly done: number;
  /** Frames of all steps; `undefined` while unknown. */
  readonly total: number | undefined;
}

/** Adds the steps of one file up. What verify finds is hidden and verified again: that moves nothing until the first verify is passed. */
export class FileProgressSum {
  readonly #steps: readonly Step[];
  #done = 0;

  /** `steps` in the order in which they run. */
  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  add({ step, done, total }: JobProgress): FileProgress {
    const before = Math.max(0, this.#steps.indexOf(step));
    const frames = total ?? 0;
    this.#done = Math.max(this.#done, before * frames + done);
    return {
      done: this.#done,
      total: total === undefined ? undefined : Math.max(this.#done, this.#steps.length * frames),
    };
  }
}
