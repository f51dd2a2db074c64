import type { Detector } from '../detect/detector.ts';
import type { Detection, DetectionKind } from '../detect/detection.ts';
import { InferenceError } from '../errors.ts';
import type { RawFrame } from '../frame/raw-frame.ts';
import type { LiveScene } from '../track/live-scene.ts';
import type { LookTurns, ResolvedLiveOptions } from './live-options.ts';
import type { LookDetectors } from './look-options.ts';
import { RollingLooks } from './rolling-looks.ts';

/** Where everything is in motion looks are as many times closer together. */
const hecticShare = 0.5;
/** Text in a picture that does not change is looked for this often, in seconds. */
const longestTextSeconds = 1;
/** The whole picture is looked at this often, in seconds; in between what changed since. */
const wholeEverySeconds: Readonly<Record<DetectionKind, number>> = { face: 8, text: 5 };
/** Finished looks remembered. */
const looksKept = 64;
/** Times are sums of fractions. */
const slackSeconds = 1e-6;

/** A look that finished. */
interface FinishedLook {
  readonly index: number;
  readonly seconds: number;
}

/** One kind of look of one stream: at most one at a time, of the newest frame, but both sides of a cut first. */
class LookLine {
  readonly kind: DetectionKind;
  /** Gives what is in a frame, looking at what changed. */
  readonly rolling: RollingLooks;
  /** Longest distance between a frame and a finished look. */
  readonly withinSeconds: number;
  looks: FinishedLook[] = [];
  /** The frame that the detector borrows. */
  lent: RawFrame | undefined;
  isAsking = false;
  /** The last look saw somebody for the first time: nobody knows how fast, and the frames that may show it tell where they came from leave soon. */
  isEager = false;
  hasFailed = false;

  constructor(detector: Detector, withinSeconds: number) {
    this.kind = detector.kind;
    this.withinSeconds = withinSeconds;
    this.rolling = new RollingLooks(detector, { wholeEverySeconds: wholeEverySeconds[detector.kind] });
  }

  get last(): FinishedLook | undefined {
    return this.looks.at(-1);
  }
}

/** Decides when a live stream is looked at, and knows which of its frames were looked at near enough. */
export class LiveLooks {
  readonly #turns: LookTurns;
  readonly #scene: LiveScene;
  readonly #options: ResolvedLiveOptions;
  readonly #lines: readonly LookLine[];
  readonly #running = new Set<Promise<void>>();
  #held: readonly RawFrame[] = [];
  #finished: number;
  #isClosed = false;

  /** `finished`: looks counted before. Without detectors nothing is ever covered. */
  constructor(
    detectors: LookDetectors | undefined,
    turns: LookTurns,
    scene: LiveScene,
    options: ResolvedLiveOptions,
    finished: number,
  ) {
    this.#turns = turns;
    this.#scene = scene;
    this.#options = options;
    this.#finished = finished;
    const { faces, text } = detectors ?? {};
    this.#lines = [
      ...(faces ? [new LookLine(faces, options.lookWithinSeconds)] : []),
      ...(text ? [new LookLine(text, options.textWithinSeconds)] : []),
    ];
  }

  get finished(): number {
    return this.#finished;
  }

  /** Whether looks of every kind finished near enough to this frame, on its side of any cut. */
  cover(frame: RawFrame): boolean {
    return this.#lines.length > 0 && this.#lines.every((line) => this.#covers(line, frame));
  }

  isLent(frame: RawFrame): boolean {
    return this.#lines.some((line) => line.lent === frame);
  }

  /** Asks for turns where looks are wanted. `held`: the frames that have not left, oldest first; it may change in place. */
  consider(held: readonly RawFrame[]): void {
    this.#held = held;
    for (const line of this.#lines) {
      if (this.#isClosed || line.isAsking || line.lent || line.hasFailed || !this.#wanted(line)) continue;
      line.isAsking = true;
      const running = this.#look(line).finally(() => this.#running.delete(running));
      this.#running.add(running);
    }
  }

  /** Resolves when no detector borrows a frame any more; nothing is looked at afterwards. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#running);
  }

  /**
   * Whether a look for faces at this frame, or after it, has finished, and not one that saw somebody for the first time: one side alone, or one
   * sight, says little of where people are who move quickly.
   */
  isBracketed(frame: RawFrame): boolean {
    return this.#lines.every(
      ({ kind, last, isEager }) => kind === 'text' || (!isEager && (last?.index ?? -1) >= frame.index),
    );
  }

  #covers(line: LookLine, frame: RawFrame): boolean {
    if (!this.#isSettled(line, frame)) return false;
    return line.looks.some(
      (look) =>
        Math.abs(look.seconds - frame.seconds) <= line.withinSeconds + slackSeconds &&
        !this.#scene.hasCutBetween(look.index, frame.index),
    );
  }

  /** At the start nobody's speed is known: nothing leaves from before the first look for faces, or before the second has finished. */
  #isSettled({ kind, looks }: LookLine, frame: RawFrame): boolean {
    const [first, second] = looks;
    return kind === 'text' || (second !== undefined && first !== undefined && first.index <= frame.index);
  }

  /** The frame to look at next, if any. */
  #wanted(line: LookLine): RawFrame | undefined {
    const newest = this.#held.at(-1);
    const { last } = line;
    if (!newest || (last && newest.index <= last.index)) return undefined;
    const cutSide = this.#unseenCutSide(line, newest);
    if (cutSide) return cutSide;
    if (!last) return newest;
    const elapsed = newest.seconds - last.seconds + slackSeconds;
    return elapsed >= this.#everySeconds(line, last, newest) ? newest : undefined;
  }

  /** The last frame before a possible cut, then the first one after it. */
  #unseenCutSide(line: LookLine, newest: RawFrame): RawFrame | undefined {
    const cut = this.#scene.lastCut(newest.index);
    const lastIndex = line.last?.index ?? -1;
    if (cut === 0 || lastIndex >= cut) return undefined;
    const isWanted = ({ index }: RawFrame): boolean => index > lastIndex && (index === cut - 1 || index === cut);
    return this.#held.find(isWanted);
  }

  #everySeconds(line: LookLine, last: FinishedLook, newest: RawFrame): number {
    if (line.isEager) return 0;
    if (line.kind === 'face') {
      return this.#scene.isHectic ? this.#options.lookEverySeconds * hecticShare : this.#options.lookEverySeconds;
    }
    const hasChanged = this.#scene.mayHaveNewText(last.index, newest.index);
    return hasChanged ? this.#options.textEverySeconds : longestTextSeconds;
  }

  async #look(line: LookLine): Promise<void> {
    const endTurn = await this.#turns.request(line.kind);
    try {
      line.isAsking = false;
      // The newest frame may be another one by now.
      const frame = this.#isClosed ? undefined : this.#wanted(line);
      if (frame) await this.#lookAt(line, frame);
    } finally {
      endTurn();
    }
  }

  async #lookAt(line: LookLine, frame: RawFrame): Promise<void> {
    const { kind } = line;
    line.lent = frame;
    const { index, seconds } = frame;
    let found: readonly Detection[];
    try {
      found = await line.rolling.look(frame, this.#scene.history.at(index));
    } catch (error) {
      line.hasFailed = true;
      this.#fail(kind, error);
      return;
    } finally {
      line.lent = undefined;
    }
    // After so long nobody remembers the frame: the look says nothing any more.
    if (this.#isClosed || !this.#scene.remembers(index)) return;
    const isFirstSight = this.#scene.settle(kind, index, found);
    // Not twice in a row: what flickers would have all looks.
    line.isEager = isFirstSight && !line.isEager && kind === 'face';
    line.looks.push({ index, seconds });
    if (line.looks.length > looksKept) line.looks.shift();
    this.#finished++;
    this.#options.onLook?.(kind);
  }

  #fail(kind: DetectionKind, cause: unknown): void {
    if (this.#isClosed) return;
    const thing = kind === 'face' ? 'faces' : 'text';
    this.#options.onFailure(new InferenceError(`Looking for ${thing} failed.`, { cause }));
  }
}
