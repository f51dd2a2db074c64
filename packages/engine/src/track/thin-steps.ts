import { mixBoxes, type Box } from '../frame/box.ts';
import { boxSize, doubtedBox, type Step } from './path.ts';

/** How far a dropped step may lie from the line between its neighbours, in pixels, for a small thing. */
const tolerancePixels = 1;
/** The same as a share of the thing's size, for a large one. */
const toleranceRatio = 0.015;
/** Steps held back at most; longer straight stretches get a keyframe all the same. */
const maxPending = 240;

/**
 * Drops the steps that linear interpolation between their neighbours reproduces within about a pixel. Holds at most 240 steps back.
 * Give it every step in ascending time, then `finish()`.
 */
export class StepThinner {
  readonly #kept: Step[] = [];
  #pending: Step[] = [];

  /** Adds the next step. One for the same frame as the last is ignored. */
  add(step: Step): void {
    const previous = this.#pending.at(-1) ?? this.#kept.at(-1);
    if (previous && step.seconds <= previous.seconds) return;
    const from = this.#kept.at(-1);
    if (!from) {
      this.#kept.push(step);
      return;
    }
    const straight = this.#pending.every((between) => isBetween(from, between, step));
    if (!straight || this.#pending.length >= maxPending) {
      this.#kept.push(this.#pending.at(-1) as Step);
      this.#pending = [];
    }
    this.#pending.push(step);
  }

  /** All steps so far, of the last straight stretch every one. */
  peek(): readonly Step[] {
    return [...this.#kept, ...this.#pending];
  }

  /** Drops the steps that are not needed from this moment on. */
  forgetBefore(seconds: number): void {
    const needed = this.#kept.findLastIndex((step) => step.seconds <= seconds);
    if (needed > 0) this.#kept.splice(0, needed);
  }

  /** All kept steps, the last one added included. Nothing may be added afterwards. */
  finish(): readonly Step[] {
    const last = this.#pending.at(-1);
    return last ? [...this.#kept, last] : this.#kept;
  }
}

/** The steps without those that linear interpolation reproduces within about a pixel. */
export function thinSteps(steps: Iterable<Step>): readonly Step[] {
  const thinner = new StepThinner();
  for (const step of steps) thinner.add(step);
  return thinner.finish();
}

function isBetween(from: Step, step: Step, to: Step): boolean {
  const share = (step.seconds - from.seconds) / (to.seconds - from.seconds);
  const tolerance = tolerancePixels + boxSize(step.box) * toleranceRatio;
  return (
    edgeDistance(mixBoxes(from.box, to.box, share), step.box) <= tolerance &&
    edgeDistance(mixBoxes(doubtedBox(from), doubtedBox(to), share), doubtedBox(step)) <= tolerance
  );
}

/** Largest distance between the boxes' like edges, in pixels. */
function edgeDistance(a: Box, b: Box): number {
  return Math.max(
    Math.abs(a.x - b.x),
    Math.abs(a.y - b.y),
    Math.abs(a.x + a.width - b.x - b.width),
    Math.abs(a.y + a.height - b.y - b.height),
  );
}
