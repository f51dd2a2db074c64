import type { Detection } from '../detect/detection.ts';
import type { Detector } from '../detect/detector.ts';
import type { AbortSignalLike } from '../abort-signal.ts';
import type { Box } from '../frame/box.ts';
import type { RawFrame } from '../frame/raw-frame.ts';
import { coverWhole, findChangedAreas } from '../track/changed-areas.ts';
import type { FrameHistory } from '../track/frame-history.ts';
import { LookRunner } from './look-runner.ts';
import { takeOver } from './take-over.ts';

/** Options of {@link SparingLooks}. */
export interface SparingLooksOptions {
  /** Looks under way at the same time. */
  readonly concurrency: number;
  readonly signal: AbortSignalLike | undefined;
  /** The whole picture is looked at this often, in seconds, even where nothing changes; 0: always. */
  readonly wholeEverySeconds: number;
}

/** Times are sums of fractions. */
const slackSeconds = 1e-6;

/** A look at a whole picture, with which later pictures are compared. */
interface WholeLook {
  readonly index: number;
  /** `undefined` where it failed. */
  readonly found: Promise<readonly Detection[] | undefined>;
}

/** A look that was started at what changed since a whole one. */
interface PartLook {
  readonly since: WholeLook;
  readonly areas: Promise<readonly Box[] | undefined>;
}

/** A look in between is there for what the looks around it found: at most this much larger than the largest of the last few. */
const mostGrowth = 1.5;
const looksCompared = 4;

/**
 * Whole looks remembered: a look in between may begin after as many later ones as there are frames held in full size. Fewer, and it would depend on
 * how far frames were read on with which one it is compared.
 */
const wholesKept = 48;

/**
 * Looks at what changed. A camera that stands still shows the same wall again and again: what was found there is taken over from the last look
 * at the whole picture. A detection is taken over only where nothing of it, and nothing around it, changed; what changed in part is looked at as a whole.
 */
export class SparingLooks {
  readonly #runner: LookRunner;
  readonly #history: FrameHistory;
  readonly #wholeEverySeconds: number;
  readonly #parts = new Map<number, PartLook>();
  #wholes: readonly WholeLook[] = [];
  /** The longest side of anything that the last looks found, in pixels. */
  #largest: readonly number[] = [Infinity];

  /** The history holds every frame that is looked at. */
  constructor(detector: Detector, history: FrameHistory, options: SparingLooksOptions) {
    this.#runner = new LookRunner(detector, options.concurrency, options.signal);
    this.#history = history;
    this.#wholeEverySeconds = options.wholeEverySeconds;
  }

  /** Looks started so far. */
  get count(): number {
    return this.#runner.count;
  }

  /**
   * Borrows `frame` until its result was taken or `close()` resolved. A frame that is being looked at already is not looked at twice.
   * `isInBetween`: no later look is compared with this one, as it depends on how quick detectors are whether it comes before or after them.
   */
  start(index: number, frame: RawFrame, isInBetween = false): void {
    if (this.#runner.has(index)) return;
    const part = this.#comparable(index);
    const largestPixels = isInBetween ? Math.max(...this.#largest) * mostGrowth : undefined;
    this.#runner.start(
      index,
      frame,
      part?.areas.then((areas) => ({ areas, largestPixels: areas && largestPixels })),
    );
    if (part) this.#parts.set(index, part);
    else if (!isInBetween) this.#remember({ index, found: this.#runner.peek(index) });
  }

  /**
   * Gives the detections of a frame whose look was started; once.
   * @throws InferenceError that tells the frame and has the detector's error as cause
   */
  async take(index: number): Promise<readonly Detection[]> {
    const found = await this.#runner.take(index);
    const part = this.#parts.get(index);
    this.#parts.delete(index);
    const areas = await part?.areas;
    const before = await part?.since.found;
    const all = areas && before ? takeOver(before, areas, found) : found;
    this.#largest = [...this.#largest.slice(1 - looksCompared), Math.max(0, ...all.map(({ box }) => longestSide(box)))];
    return all;
  }

  /** Resolves when no detector borrows a frame any more. */
  close(): Promise<void> {
    return this.#runner.close();
  }

  #remember(whole: WholeLook): void {
    this.#wholes = [...this.#wholes, whole].slice(-wholesKept);
  }

  /** What changed since a whole look before; `undefined` where the whole picture is to be looked at. */
  #comparable(index: number): PartLook | undefined {
    const since = this.#wholes.findLast((whole) => whole.index < index);
    if (!since || !this.#history.has(since.index)) return undefined;
    const before = this.#history.at(since.index);
    const now = this.#history.at(index);
    if (now.seconds - before.seconds >= this.#wholeEverySeconds - slackSeconds) return undefined;
    const changed = findChangedAreas(before.lumas, now.lumas);
    if (!changed) return undefined;
    // Where that look failed, this one sees everything; nobody gets as far as to ask for it.
    const areas = since.found.then(
      (found) =>
        found &&
        coverWhole(
          changed,
          found.map(({ box }) => box),
        ),
    );
    return { since, areas };
  }
}

function longestSide({ width, height }: Box): number {
  return Math.max(width, height);
}
