import { OptionsError, PlanError } from '../errors.ts';
import { takeMemory, type RawFrame } from '../frame/raw-frame.ts';
import { HiddenFrame } from '../hide/hidden-frame.ts';
import { RegionPainter } from '../hide/region-painter.ts';
import { parseOptions } from '../parse-options.ts';
import { growFound, snapRegion, type Region, type RegionFrame } from '../plan/grow-region.ts';
import { LiveScene } from '../track/live-scene.ts';
import type { LumaPicture } from '../track/luma-picture.ts';
import type { Place } from '../track/tracker.ts';
import { LiveLooks } from './live-looks.ts';
import { liveOptionsSchema, type LiveOptions, type LookTurns, type ResolvedLiveOptions } from './live-options.ts';
import type { LookDetectors } from './look-options.ts';

/** What became of the frames that were due. */
export interface DueFrames<Native> {
  /** To be shown, in order; the receiver disposes them. */
  readonly hidden: readonly HiddenFrame<Native>[];
  /** Freed without being shown, as no look near enough had finished in time, or they came too late themselves. */
  readonly dropped: number;
}

/** A frame waits this share of the time that it may be late for a look on its other side. */
const patientShare = 0.6;
/** After so long without frames everybody may be elsewhere. */
const longestGapSeconds = 1.5;
/** Frames held at most; more means that nobody takes what is due. */
const maxHeld = 512;

/**
 * Hides a live stream in one pass with a hold-back: looks at some of the frames, follows what is found, and lets a frame go only when a look near
 * enough to it has finished, on its side of any cut. Everything found by then is hidden in it, also what was first seen after it.
 * No clock: whoever calls says what time it is, on the clock of the frames.
 */
export class LiveHider<Native = unknown> {
  readonly #options: ResolvedLiveOptions;
  readonly #frame: RegionFrame;
  readonly #fixed: readonly Region[];
  readonly #painter: RegionPainter;
  readonly #turns: LookTurns;
  readonly #ids = new WeakMap<object, string>();
  #detectors: LookDetectors | undefined;
  #scene: LiveScene;
  #looks: LiveLooks;
  readonly #held: RawFrame<Native>[] = [];
  /** Frames that were due while a look still borrowed them. */
  readonly #lent = new Set<RawFrame<Native>>();
  /** Looks that were replaced and may still borrow a frame. */
  readonly #closing = new Set<LiveLooks>();
  #newestSeconds = 0;
  #idCount = 0;

  /** `detectors`: undefined until they are there; nothing leaves before. @throws OptionsError */
  constructor(detectors: LookDetectors | undefined, turns: LookTurns, options: LiveOptions) {
    this.#options = parseOptions(liveOptionsSchema, options, 'live options');
    const { width, height, regions } = this.#options;
    this.#frame = { width, height, blockPixels: 16 };
    this.#fixed = regions.map((region) => this.#fixedRegion(region));
    this.#painter = new RegionPainter(this.#options);
    this.#turns = turns;
    this.#detectors = detectors;
    this.#scene = new LiveScene(this.#options);
    this.#looks = this.#startLooks();
  }

  /** Looks that finished since the start, of either kind. */
  get lookCount(): number {
    return this.#looks.finished;
  }

  /** When the next held frame is due; `undefined` where none is held. */
  get nextDueSeconds(): number | undefined {
    const [first] = this.#held;
    return first && first.seconds + this.#options.holdBackSeconds;
  }

  /** A small picture of the newest frame, for its brightness only; `undefined` before the first. */
  get newestLuma(): LumaPicture | undefined {
    return this.#scene.newestLuma;
  }

  /** Takes the next frame; its `seconds` lie after those of the one before, and after a long gap nothing that was known before counts. @throws PlanError where it has another size. */
  add(frame: RawFrame<Native>): void {
    const { width, height } = frame.pixels;
    if (width !== this.#frame.width || height !== this.#frame.height || this.#held.length >= maxHeld) {
      frame[Symbol.dispose]();
      throw new PlanError(
        `Expected ${this.#frame.width} x ${this.#frame.height} frames, ${maxHeld} held at most, received ${width} x ${height}.`,
      );
    }
    if (frame.seconds - this.#newestSeconds > longestGapSeconds) this.forget();
    this.#newestSeconds = frame.seconds;
    this.#held.push(frame);
    this.#scene.add(frame);
    this.#looks.consider(this.#held);
  }

  /** Gives the frames that may leave by `nowSeconds` and drops those that may not and cannot wait. */
  take(nowSeconds: number): DueFrames<Native> {
    const hidden: HiddenFrame<Native>[] = [];
    let dropped = 0;
    for (;;) {
      const [frame] = this.#held;
      if (!frame) break;
      const waitedSeconds = nowSeconds - frame.seconds - this.#options.holdBackSeconds;
      if (waitedSeconds < 0) break;
      const isTooLate = waitedSeconds > this.#options.latestSeconds;
      const mayLeave = !isTooLate && this.#looks.cover(frame) && !this.#isLent(frame);
      const isPatient = waitedSeconds < this.#options.latestSeconds * patientShare;
      if (mayLeave && isPatient && !this.#looks.isBracketed(frame)) break;
      if (!mayLeave && !isTooLate && !this.#isOvertaken(nowSeconds)) break;
      this.#held.shift();
      if (mayLeave) hidden.push(this.#hide(frame));
      else {
        dropped++;
        this.#drop(frame);
      }
    }
    this.#looks.consider(this.#held);
    return { hidden, dropped };
  }

  /** Gives others in place of detectors that failed, or none. */
  useDetectors(detectors: LookDetectors | undefined): void {
    this.#detectors = detectors;
    this.#restart();
  }

  /** The stream broke: what is held is freed, and nothing known of it is used for what comes. */
  forget(): void {
    for (const frame of this.#held.splice(0)) this.#drop(frame);
    this.#scene = new LiveScene(this.#options);
    this.#restart();
  }

  /** Frees all frames once no detector borrows them. */
  async close(): Promise<void> {
    for (const frame of this.#held.splice(0)) this.#drop(frame);
    await Promise.all([this.#looks, ...this.#closing].map((looks) => looks.close()));
    this.#free();
  }

  #restart(): void {
    const before = this.#looks;
    this.#closing.add(before);
    void this.#closeLooks(before);
    this.#looks = this.#startLooks(before.finished);
  }

  async #closeLooks(looks: LiveLooks): Promise<void> {
    await looks.close();
    this.#closing.delete(looks);
    this.#free();
  }

  #startLooks(finished = 0): LiveLooks {
    return new LiveLooks(this.#detectors, this.#turns, this.#scene, this.#options, finished);
  }

  #isLent(frame: RawFrame<Native>): boolean {
    return this.#looks.isLent(frame) || [...this.#closing].some((looks) => looks.isLent(frame));
  }

  /** A later frame may leave already: waiting longer for this one would only delay that. */
  #isOvertaken(nowSeconds: number): boolean {
    const next = this.#held.find((frame, place) => place > 0 && this.#looks.cover(frame) && !this.#isLent(frame));
    return next !== undefined && next.seconds + this.#options.holdBackSeconds <= nowSeconds;
  }

  #hide(raw: RawFrame<Native>): HiddenFrame<Native> {
    const memory = raw[takeMemory]();
    try {
      const regions = [...this.#fixed, ...this.#scene.placesAt(raw.index).flatMap((place) => this.#regionOf(place))];
      const pixels = regions.length === 0 ? memory.pixels : memory.writable();
      if (regions.length > 0) this.#painter.paint(pixels, regions, raw.seconds);
      this.#painter.forgetBefore(raw.seconds - 10);
      return HiddenFrame.from(memory, pixels, raw.index, raw.seconds);
    } catch (error) {
      memory.free();
      throw error;
    }
  }

  #regionOf({ track, kind, box: found }: Place): readonly Region[] {
    const grown = growFound(kind, found, this.#options.preset);
    const box = snapRegion(grown, this.#frame);
    return box ? [{ trackId: this.#idOf(track), kind, box, grown }] : [];
  }

  #fixedRegion({ left, top, right, bottom }: ResolvedLiveOptions['regions'][number]): Region {
    const frame = this.#frame;
    const [x, y] = [left * frame.width, top * frame.height];
    const grown = { x, y, width: right * frame.width - x, height: bottom * frame.height - y };
    const box = snapRegion(grown, frame);
    if (!box) throw new OptionsError('Expected a region inside the picture for regions, received one outside.');
    return { trackId: this.#idOf(grown), kind: 'region', box, grown };
  }

  /** For effects that hold something from frame to frame; never leaves this stream. */
  #idOf(thing: object): string {
    const known = this.#ids.get(thing) ?? String(this.#idCount++);
    this.#ids.set(thing, known);
    return known;
  }

  #drop(frame: RawFrame<Native>): void {
    if (this.#isLent(frame)) this.#lent.add(frame);
    else frame[Symbol.dispose]();
    this.#free();
  }

  /** Frees what was dropped while a look borrowed it, and is borrowed no more. */
  #free(): void {
    for (const frame of this.#lent) {
      if (this.#isLent(frame)) continue;
      this.#lent.delete(frame);
      frame[Symbol.dispose]();
    }
  }
}
