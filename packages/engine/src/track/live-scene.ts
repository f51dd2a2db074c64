import type { Detection, DetectionKind } from '../detect/detection.ts';
import type { RawFrame } from '../frame/raw-frame.ts';
import type { FrameHistory } from './frame-history.ts';
import type { LumaPicture } from './luma-picture.ts';
import { SceneMemory } from './scene-memory.ts';
import { Tracker, type Place } from './tracker.ts';

/** Frames are remembered for as long as anything is followed without a sight, and some more. */
const rememberedSeconds = 9;

/** What is known of one live stream now: its last frames, possible cuts between them, and everything tracked. */
export class LiveScene {
  readonly #memory: SceneMemory;
  readonly #trackers: Readonly<Record<DetectionKind, Tracker>>;
  /** Frames that may begin another scene, ascending. */
  #cuts: number[] = [];

  constructor({
    framesPerSecond,
    holdBackSeconds,
  }: {
    readonly framesPerSecond: number;
    readonly holdBackSeconds: number;
  }) {
    this.#memory = new SceneMemory(Math.ceil(framesPerSecond * (rememberedSeconds + holdBackSeconds)));
    const { history } = this.#memory;
    this.#trackers = { face: new Tracker(history, { isStream: true }), text: new Tracker(history, { isStream: true }) };
  }

  /** The last frames, small. */
  get history(): FrameHistory {
    return this.#memory.history;
  }

  get newestLuma(): LumaPicture | undefined {
    const { history } = this;
    return history.newest < 0 ? undefined : history.at(history.newest).lumas[0];
  }

  get isHectic(): boolean {
    return this.#memory.isHectic;
  }

  /** The last possible cut up to this frame; 0 where none is remembered. */
  lastCut(frame: number): number {
    return this.#cuts.findLast((cut) => cut <= frame) ?? 0;
  }

  /** Borrows the next frame. */
  add(frame: RawFrame): void {
    this.#memory.add(frame);
    if (this.#memory.mayBeCut(frame.index)) this.#cuts.push(frame.index);
    this.#cuts = this.#cuts.filter((cut) => this.history.has(cut));
  }

  remembers(frame: number): boolean {
    return this.history.has(frame);
  }

  /** Whether there may be a cut between two frames, whichever is earlier. */
  hasCutBetween(a: number, b: number): boolean {
    return this.#cuts.some((cut) => cut > Math.min(a, b) && cut <= Math.max(a, b));
  }

  /** Whether text may have come since `from`. */
  mayHaveNewText(from: number, to: number): boolean {
    return !this.history.has(from) || this.#memory.mayHaveNewText(from, to);
  }

  /** What a look at this frame found. Frames in ascending order for each kind. Gives whether something was seen for the first time. */
  settle(kind: DetectionKind, frame: number, found: readonly Detection[]): boolean {
    const tracker = this.#trackers[kind];
    const reading = tracker.read(frame, found);
    tracker.settle(reading);
    return reading.matches.length < reading.detections.length;
  }

  /** Where everything is in this frame, as far as is known now. */
  placesAt(frame: number): readonly Place[] {
    return [...this.#trackers.face.placesAt(frame), ...this.#trackers.text.placesAt(frame)];
  }
}
