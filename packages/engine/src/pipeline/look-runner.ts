import { detect, type DetectOptions, type Detector } from '../detect/detector.ts';
import type { Detection } from '../detect/detection.ts';
import { InferenceError } from '../errors.ts';
import type { AbortSignalLike } from '../abort-signal.ts';
import type { RawFrame } from '../frame/raw-frame.ts';

/** What of a picture is looked at. */
export type LookPart = Pick<DetectOptions, 'areas' | 'largestPixels'>;

type Outcome = { readonly found: readonly Detection[] } | { readonly error: unknown };

/**
 * Starts looks early and hands their results over late, a bounded number of them at a time.
 * A failure waits here until its frame is asked for; it is never an empty list.
 */
export class LookRunner {
  readonly #detector: Detector;
  readonly #concurrency: number;
  readonly #signal: AbortSignalLike | undefined;
  readonly #outcomes = new Map<number, Promise<Outcome>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #count = 0;
  #isClosed = false;

  constructor(detector: Detector, concurrency: number, signal: AbortSignalLike | undefined) {
    this.#detector = detector;
    this.#concurrency = concurrency;
    this.#signal = signal;
  }

  /** Looks started so far. */
  get count(): number {
    return this.#count;
  }

  /**
   * Borrows `frame` until its result was taken or `close()` resolved. A frame that is being looked at already is not looked at twice.
   * `part`: what to look at, as a detector takes it; it may depend on an earlier look.
   */
  start(index: number, frame: RawFrame, part?: Promise<LookPart>): void {
    if (this.#outcomes.has(index)) return;
    this.#count++;
    this.#outcomes.set(index, this.#run(frame, part));
  }

  has(index: number): boolean {
    return this.#outcomes.has(index);
  }

  /** What a look that was started found, before it is taken; `undefined` where it failed. */
  async peek(index: number): Promise<readonly Detection[] | undefined> {
    const outcome = await this.#outcomes.get(index);
    return outcome && 'found' in outcome ? outcome.found : undefined;
  }

  /**
   * Gives the detections of a frame whose look was started; once.
   * @throws InferenceError that tells the frame and has the detector's error as cause
   */
  async take(index: number): Promise<readonly Detection[]> {
    const outcome = await this.#outcomes.get(index);
    if (!outcome) throw new RangeError(`Expected a look at frame ${index} to be under way, but none was started.`);
    this.#outcomes.delete(index);
    if ('found' in outcome) return outcome.found;
    this.#signal?.throwIfAborted();
    const thing = this.#detector.kind === 'face' ? 'faces' : 'text';
    throw new InferenceError(`Looking for ${thing} failed at frame ${index}.`, { cause: outcome.error });
  }

  /** Resolves when no detector borrows a frame any more. Runs that did not begin never will. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const begin of this.#waiting.splice(0)) begin();
    await Promise.all(this.#outcomes.values());
    this.#outcomes.clear();
  }

  async #run(frame: RawFrame, part: Promise<LookPart> | undefined): Promise<Outcome> {
    if (this.#running >= this.#concurrency) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#isClosed) return { error: new InferenceError('Looking was stopped before this frame.') };
    this.#running++;
    try {
      return { found: await this.#detector[detect](frame.view, { signal: this.#signal, ...(await part) }) };
    } catch (error) {
      return { error };
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}
