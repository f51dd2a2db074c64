import type { RawFrame } from '../frame/raw-frame.ts';
import { estimateMotion } from './camera-motion.ts';
import { FrameHistory, stackLuma, type PastFrame } from './frame-history.ts';
import { takeLuma, type LumaPicture } from './luma-picture.ts';
import { noMotion, type Motion } from './motion.ts';
import { compareSketches, sketchPicture, type Sketch } from './picture-change.ts';

/** Change of the mean cell from one frame to the next from which on a cut is possible. */
const cutChange = 3.5;
/** And how many times more than in the last frames: shaky cameras change everything all the time. */
const cutChangeRatio = 2;
const changesKept = 4;
/** Above this usual change everything is in motion, and nothing can be followed. */
const hecticChange = 5;
/** Text is looked for again when the mean cell changed by this much, or this share of cells did, since the last time. */
const newTextChange = 1.5;
const newTextArea = 0.01;

/** What is remembered of the last frames: small pictures, the camera's motion, and how much changed. */
export class SceneMemory {
  readonly history: FrameHistory;
  readonly #sketches = new Map<number, Sketch>();
  /** Changes from frame to frame, the last few that were no cut. */
  readonly #changes: number[] = [];
  #spare: readonly LumaPicture[] = [];

  /** Remembers so many frames; with `Infinity` until they are to be forgotten. */
  constructor(capacity: number) {
    this.history = new FrameHistory(capacity);
  }

  /** Mean change from frame to frame of late, of what no moving camera explains, is so large that nothing can be followed. */
  get isHectic(): boolean {
    return this.#usualChange() > hecticChange;
  }

  /** Borrows the next frame. */
  add(frame: RawFrame): void {
    const { pixels } = frame;
    this.history.resize(pixels.width, pixels.height);
    const luma = takeLuma(pixels, this.#spare[0]);
    const lumas = stackLuma(luma, this.#spare);
    this.#spare = [];
    this.#sketches.set(frame.index, sketchPicture(lumas.at(-1) as LumaPicture));
    const forgotten = this.history.add({
      index: frame.index,
      seconds: frame.seconds,
      lumas,
      motion: this.#motionTo(lumas),
      isCut: false,
      isBlind: false,
    });
    this.#drop(forgotten);
  }

  /** Forgets the frames before this one. */
  forgetBefore(index: number): void {
    while (this.history.oldest < index) this.#drop(this.history.forgetOldest());
  }

  /** Whether the picture changed much more than it did just before. What moves as a whole has changed, but is no other scene. Ask once for each frame, in order. */
  mayBeCut(index: number): boolean {
    if (!this.history.has(index - 1)) return false;
    const change = this.changeBetween(index - 1, index);
    const isPan = this.history.at(index).motion !== noMotion;
    if (!isPan && change > Math.max(cutChange, this.#usualChange() * cutChangeRatio)) return true;
    this.#changes.push(isPan ? 0 : change);
    if (this.#changes.length > changesKept) this.#changes.shift();
    return false;
  }

  /** Whether so much changed between two frames that there may be other text. */
  mayHaveNewText(from: number, to: number): boolean {
    const { mean, area } = compareSketches(this.#sketch(from), this.#sketch(to));
    return mean > newTextChange || area > newTextArea;
  }

  /** Share of the picture that differs between two frames, 0 to 1. */
  changedShare(from: number, to: number): number {
    return compareSketches(this.#sketch(from), this.#sketch(to)).area;
  }

  /** Mean difference of the cells of two frames, 0 to 255. */
  changeBetween(before: number, after: number): number {
    return compareSketches(this.#sketch(before), this.#sketch(after)).mean;
  }

  #drop(forgotten: PastFrame | undefined): void {
    if (forgotten) this.#spare = forgotten.lumas;
    if (forgotten) this.#sketches.delete(forgotten.index);
  }

  #usualChange(): number {
    return this.#changes.reduce((sum, past) => sum + past, 0) / Math.max(1, this.#changes.length);
  }

  #motionTo(lumas: readonly LumaPicture[]): Motion {
    const { newest } = this.history;
    return newest < 0 ? noMotion : (estimateMotion(this.history.at(newest).lumas, lumas) ?? noMotion);
  }

  #sketch(index: number): Sketch {
    const sketch = this.#sketches.get(index);
    if (!sketch) throw new RangeError(`Expected frame ${index} to be remembered.`);
    return sketch;
  }
}
