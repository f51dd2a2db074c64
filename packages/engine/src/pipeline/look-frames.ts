import { OptionsError } from '../errors.ts';
import { parseOptions } from '../parse-options.ts';
import type { RawFrame } from '../frame/raw-frame.ts';
import type { PlanTrack } from '../plan/plan.ts';
import type { FrameHistory } from '../track/frame-history.ts';
import { toPlanTrack } from '../track/plan-tracks.ts';
import { SceneMemory } from '../track/scene-memory.ts';
import { noMotion } from '../track/motion.ts';
import { Tracker, type Reading } from '../track/tracker.ts';
import { SparingLooks, type SparingLooksOptions } from './sparing-looks.ts';
import {
  lookOptionsSchema,
  type Look,
  type LookDetectors,
  type LookOptions,
  type ResolvedLookOptions,
} from './look-options.ts';

/**
 * First pass over a video: decides which frames to look at, looks, and follows everything found through time.
 *
 * Takes the frames, in order. Looks on a sparse grid in time, on both sides of anything that may be a cut, and in between wherever two looks do not fit together; at worst at every frame.
 * Reads on while detectors work: holds two grid gaps of frames and more (41 at the very most), and small brightness pictures of the last 300; frames are freed on return, on throw and on abort.
 * @throws InferenceError when a detector fails; the message tells the frame. Never taken for "nothing found".
 */
export async function lookAtFrames(
  frames: AsyncIterable<RawFrame>,
  detectors: LookDetectors,
  options: LookOptions,
): Promise<Look> {
  const pass = new LookPass(detectors, parseOptions(lookOptionsSchema, options, 'look options'));
  try {
    for await (const frame of frames) await pass.add(frame);
    return await pass.finish();
  } finally {
    await pass.close();
  }
}

/** Frames kept small for following, before the last that is settled; about 10 s at 30 fps. */
const historyFrames = 300;
/** Looks are never further apart than this, whatever the frame rate: the frames between are held in full size. */
const maxGapFrames = 16;
/** Most frames held in full size while looks are under way. */
const mostHeldFrames = 40;
/** Frames seen beyond a possible cut before it is decided whether it is one. */
const cutLookaheadFrames = 8;
/** Where everything is in motion, and nothing can be followed, looks are as many times closer together. */
const hecticShare = 0.25;
/** Two frames after a cut and two before are as unlike as this, at least. */
const sameSceneChange = 10;
/** Text is looked for again where the picture changed, and everywhere after this long. */
const longestTextSeconds = 3;
/** Where at least this share of the picture changed under a camera that stands still, a vehicle drives by: text is looked for twice as often. */
const passingShare = 0.15;
/** Looks for text in between stop at gaps of this many seconds. */
const smallestTextGapSeconds = 0.12;
/** The whole picture is looked at for faces this often, in seconds; in between what changed since. */
const wholeEverySeconds = 2;
/** Looks in between stop at gaps of this many seconds. */
const smallestGapSeconds = 0.09;

class LookPass {
  readonly #options: ResolvedLookOptions;
  readonly #scene = new SceneMemory(Infinity);
  readonly #history: FrameHistory = this.#scene.history;
  readonly #faces: { readonly looks: SparingLooks; readonly tracker: Tracker } | undefined;
  readonly #text: { readonly looks: SparingLooks; readonly tracker: Tracker } | undefined;
  readonly #held = new Map<number, RawFrame>();
  readonly #tracks: PlanTrack[] = [];
  readonly #cutSeconds: number[] = [];
  /** Frames at which faces are to be looked for that are not settled yet, ascending. */
  #faceDue: number[] = [];
  #textDue: number[] = [];
  #lastFaceDue = -1;
  #lastTextDue = -1;
  #settled = -1;
  #settledText = -1;
  #lastCut = -1;
  #isEnded = false;
  #settling: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  /** Called when few enough frames are held to read on. */
  #onRoom: (() => void) | undefined;
  #frameCount = 0;

  constructor(detectors: LookDetectors, options: ResolvedLookOptions) {
    if (!detectors.faces && !detectors.text) throw new OptionsError('Expected at least one detector, received none.');
    this.#options = options;
    const { concurrency, signal, strict } = options;
    const sparing = (seconds: number): SparingLooksOptions => ({
      concurrency,
      signal,
      wholeEverySeconds: strict ? 0 : seconds,
    });
    this.#faces = detectors.faces && {
      looks: new SparingLooks(detectors.faces, this.#history, sparing(wholeEverySeconds)),
      tracker: new Tracker(this.#history),
    };
    this.#text = detectors.text && {
      looks: new SparingLooks(detectors.text, this.#history, sparing(longestTextSeconds)),
      tracker: new Tracker(this.#history),
    };
  }

  /** Takes the next frame. */
  async add(frame: RawFrame): Promise<void> {
    const index = this.#frameCount++;
    this.#held.set(index, frame);
    this.#options.signal?.throwIfAborted();
    this.#scene.add(frame);
    this.#plan(index);
    this.#settleOnTheSide();
    // Frames are read on while a detector works, but no further than this.
    if (this.#held.size > mostHeldFrames) await Promise.race([this.#settling, this.#room()]);
    if (this.#failure) throw this.#failure.error;
    this.#options.onProgress?.(this.#frameCount);
  }

  async finish(): Promise<Look> {
    const last = this.#frameCount - 1;
    if (last >= 0) {
      this.#dueFaces(last);
      this.#dueText(last);
      await this.#settling;
      if (this.#failure) throw this.#failure.error;
      this.#isEnded = true;
      await this.#settle();
      const { seconds } = this.#history.at(last);
      for (const part of this.#parts()) part.tracker.cut(last, seconds);
      this.#collect();
    }
    return {
      tracks: this.#tracks,
      width: this.#history.width,
      height: this.#history.height,
      frameCount: this.#frameCount,
      lastSeconds: last < 0 ? 0 : this.#history.at(last).seconds,
      cutSeconds: this.#cutSeconds,
      faceLookCount: this.#faces?.looks.count ?? 0,
      textLookCount: this.#text?.looks.count ?? 0,
    };
  }

  /** Frees all frames once no detector borrows them. Idempotent. */
  async close(): Promise<void> {
    await Promise.all(this.#parts().map((part) => part.looks.close()));
    await this.#settling;
    for (const frame of this.#held.values()) frame[Symbol.dispose]();
    this.#held.clear();
  }

  #parts(): readonly { readonly looks: SparingLooks; readonly tracker: Tracker }[] {
    return [this.#faces, this.#text].filter((part) => part !== undefined);
  }

  /** Decides whether this frame, and the one before, are to be looked at. */
  #plan(index: number): void {
    const mayBeCut = this.#scene.mayBeCut(index);
    if (mayBeCut) {
      this.#dueFaces(index - 1);
      this.#dueText(index - 1);
    }
    const { strict, lookEverySeconds, textEverySeconds } = this.#options;
    const everySeconds = this.#scene.isHectic ? lookEverySeconds * hecticShare : lookEverySeconds;
    const isGrid = index - this.#lastFaceDue >= maxGapFrames || this.#elapsed(this.#lastFaceDue, index) >= everySeconds;
    if (strict || mayBeCut || index === 0 || isGrid) this.#dueFaces(index);
    const untilText = this.#isPassing(index) ? textEverySeconds / 2 : textEverySeconds;
    const isTextGrid = this.#elapsed(this.#lastTextDue, index) >= untilText && this.#hasNewText(index);
    if (strict || mayBeCut || index === 0 || isTextGrid) this.#dueText(index);
  }

  /** Whether something large moved through the picture since text was looked for. */
  #isPassing(index: number): boolean {
    if (!this.#text || index === 0) return false;
    const isStill = this.#history.at(index).motion === noMotion;
    return isStill && this.#scene.changedShare(this.#lastTextDue, index) > passingShare;
  }

  /** Whether the picture changed since text was looked for, or that was long ago. */
  #hasNewText(index: number): boolean {
    if (!this.#text) return false;
    const isLongAgo = this.#elapsed(this.#lastTextDue, index) >= longestTextSeconds;
    return isLongAgo || this.#scene.mayHaveNewText(this.#lastTextDue, index);
  }

  #elapsed(from: number, to: number): number {
    return from < 0 ? 0 : this.#history.at(to).seconds - this.#history.at(from).seconds + 1e-6;
  }

  #dueFaces(index: number): void {
    if (!this.#faces || index <= this.#lastFaceDue) return;
    this.#lastFaceDue = index;
    this.#faceDue.push(index);
    this.#faces.looks.start(index, this.#heldFrame(index));
  }

  #dueText(index: number): void {
    if (!this.#text || index <= this.#lastTextDue) return;
    this.#lastTextDue = index;
    this.#textDue.push(index);
    this.#text.looks.start(index, this.#heldFrame(index));
  }

  #heldFrame(index: number): RawFrame {
    const frame = this.#held.get(index);
    if (!frame) throw new RangeError(`Expected frame ${index} to be held, but it was freed.`);
    return frame;
  }

  /** Settles what can be settled while frames are read on; a failure waits for the next frame. */
  #settleOnTheSide(): void {
    this.#settling ??= this.#settle()
      .catch((error: unknown) => {
        this.#failure = { error };
      })
      .finally(() => {
        this.#settling = undefined;
      });
  }

  /** Settles all looks that are due long enough before the newest frame, so that the detector has work while we read on; all after the last frame. */
  async #settle(): Promise<void> {
    const ahead = this.#options.strict ? this.#options.concurrency : 1;
    for (;;) {
      const newest = this.#isEnded ? Infinity : this.#history.newest;
      const next = Math.min(this.#faceDue[0] ?? Infinity, this.#textDue[0] ?? Infinity);
      const waiting = Math.max(this.#faceDue.length, this.#textDue.length);
      if (next === Infinity || (newest !== Infinity && (waiting <= ahead || next + cutLookaheadFrames > newest)))
        return;
      this.#cutBefore(next);
      if (this.#textDue[0] === next && this.#text) {
        this.#textDue.shift();
        await this.#settleText(next);
      }
      if (this.#faceDue[0] === next) {
        this.#faceDue.shift();
        await this.#settleFaces(next);
      }
      this.#collect();
      this.#free();
      // Counted from what is settled, not from what is read: plans do not depend on how quick detectors are.
      this.#scene.forgetBefore(next - historyFrames);
    }
  }

  /** Looks in between as long as the looks do not fit together. */
  async #settleFaces(index: number): Promise<void> {
    if (!this.#faces) return;
    const { looks, tracker } = this.#faces;
    looks.start(index, this.#heldFrame(index), true);
    const found = await looks.take(index);
    for (;;) {
      const reading = tracker.read(index, found);
      const middle = (this.#settled + index) >> 1;
      if (!reading.surprise || !this.#isWorthwhile(middle, index, reading.surprise)) {
        tracker.settle(reading);
        this.#settled = index;
        return;
      }
      await this.#settleFaces(middle);
    }
  }

  /**
   * Looks for text in between where some begins or ends: what moves fast would show until the next look. `earliest`: frames up to it may have
   * been freed.
   */
  async #settleText(index: number, earliest = index - maxGapFrames): Promise<void> {
    if (!this.#text) return;
    const { looks, tracker } = this.#text;
    looks.start(index, this.#heldFrame(index), true);
    const found = await looks.take(index);
    for (;;) {
      const reading = tracker.read(index, found);
      const from = Math.max(this.#settledText, earliest);
      const middle = (from + index) >> 1;
      const isChanged = reading.surprise !== undefined && reading.surprise !== 'jumps';
      const isLong = this.#settledText >= 0 && middle > from && this.#elapsed(from, index) > 2 * smallestTextGapSeconds;
      if (!isChanged || !isLong) {
        tracker.settle(reading);
        this.#settledText = index;
        return;
      }
      await this.#settleText(middle, earliest);
    }
  }

  /** Whether there is a frame between the last look and this one, and time enough for anything to happen. */
  #isWorthwhile(middle: number, index: number, surprise: NonNullable<Reading['surprise']>): boolean {
    if (this.#settled < 0 || middle <= this.#settled || middle >= index) return false;
    return surprise === 'begins and ends' || this.#elapsed(this.#settled, index) > 2 * smallestGapSeconds;
  }

  /** Where the frame begins another scene, all tracks end before it. Both sides are looked at. */
  #cutBefore(index: number): void {
    if (index === 0 || index === this.#lastCut || !this.#isCut(index)) return;
    const frame = this.#history.at(index);
    // A flash beside a cut looks like several: who is there afterwards may be there from the first, who was there before until the last.
    if (this.#lastCut < 0 || index - this.#lastCut > cutLookaheadFrames) {
      frame.isCut = true;
      this.#cutSeconds.push(frame.seconds);
    }
    this.#lastCut = index;
    if (this.#mayBeCutAgain(index)) return;
    const before = this.#history.at(index - 1);
    for (const part of this.#parts()) part.tracker.cut(index - 1, (before.seconds + frame.seconds) / 2);
  }

  /** Whether the picture changes as much again soon after. */
  #mayBeCutAgain(index: number): boolean {
    const newest = Math.min(this.#history.newest, index + cutLookaheadFrames);
    for (let after = index + 1; after <= newest; after++) {
      if (this.#isCut(after, newest)) return true;
    }
    return false;
  }

  /** Not a flash: the frames after it are unlike the frames before it, too. */
  #isCut(index: number, through = index + cutLookaheadFrames): boolean {
    if (this.#scene.changeBetween(index - 1, index) <= sameSceneChange) return false;
    const newest = Math.min(this.#history.newest, through);
    for (let after = index; after <= newest; after++) {
      for (let before = index - 1; before >= Math.max(this.#history.oldest, index - cutLookaheadFrames); before--) {
        if (this.#scene.changeBetween(before, after) <= sameSceneChange) return false;
      }
    }
    return true;
  }

  /** Names the tracks that ended. */
  #collect(): void {
    for (const part of this.#parts()) {
      for (const track of part.tracker.takeEnded()) this.#tracks.push(toPlanTrack(track, this.#options.randomId));
    }
  }

  /** Resolves when frames were freed, so that more can be read although looks are still under way. */
  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#onRoom = resolve;
    });
  }

  /** Frees the frames that nothing will look at any more. */
  #free(): void {
    const needed = Math.min(this.#faceDue[0] ?? Infinity, this.#textDue[0] ?? Infinity, this.#frameCount - 1);
    const ofFaces = this.#faces ? this.#settled + 1 : Infinity;
    const ofText = this.#text ? (this.#textDue[0] ?? this.#frameCount - 1) - maxGapFrames : Infinity;
    const keepFrom = Math.min(needed, ofFaces, ofText);
    for (const [index, frame] of this.#held) {
      if (index >= keepFrom) break;
      this.#held.delete(index);
      frame[Symbol.dispose]();
    }
    if (this.#held.size <= mostHeldFrames) this.#onRoom?.();
  }
}
