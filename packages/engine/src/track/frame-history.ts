import { halveLuma, type LumaPicture } from './luma-picture.ts';
import { composeMotions, invertMotion, noMotion, type Motion } from './motion.ts';

/** What is remembered of a frame after its pixels are gone. */
export interface PastFrame {
  readonly index: number;
  readonly seconds: number;
  /** The frame small, then half and a quarter of that. Absent where nothing is to be followed in pictures. */
  readonly lumas: readonly LumaPicture[];
  /** How the camera moved since the frame before. */
  readonly motion: Motion;
  /** The picture has nothing in common with the frame before, nor do the frames after: a hard cut, looked at on both sides. */
  isCut: boolean;
  /** A flash or a black frame: what is not seen in it may still be there. */
  isBlind: boolean;
}

/** The last frames of a video, at most `capacity` of them, oldest forgotten first. Indexes are consecutive. */
export class FrameHistory {
  readonly #frames: PastFrame[] = [];
  readonly #capacity: number;
  #width = 0;
  #height = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Pixels of the upright frames. */
  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  /** Tells the size of the frames. */
  resize(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
  }

  get oldest(): number {
    return this.#frames[0]?.index ?? 0;
  }

  get newest(): number {
    return this.#frames.at(-1)?.index ?? -1;
  }

  /** Adds the next frame and gives back the forgotten one, if any, whose pictures may be written over. */
  add(frame: PastFrame): PastFrame | undefined {
    this.#frames.push(frame);
    return this.#frames.length > this.#capacity ? this.#frames.shift() : undefined;
  }

  /** Gives the oldest frame back, whose pictures may be written over. */
  forgetOldest(): PastFrame | undefined {
    return this.#frames.shift();
  }

  has(index: number): boolean {
    return index >= this.oldest && index <= this.newest;
  }

  /** @throws RangeError when the frame was forgotten or did not come yet. */
  at(index: number): PastFrame {
    const frame = this.#frames[index - this.oldest];
    if (!frame) throw new RangeError(`Expected a frame from ${this.oldest} to ${this.newest}, received ${index}.`);
    return frame;
  }

  /** How the camera moved from one remembered frame to another, either way in time. */
  motionBetween(from: number, to: number): Motion {
    if (from > to) return invertMotion(this.motionBetween(to, from));
    let motion = noMotion;
    for (let index = from + 1; index <= to; index++) motion = composeMotions(motion, this.at(index).motion);
    return motion;
  }
}

/** The picture, then twice halved. A stack given as `reuse` is written over where it has the right sizes. */
export function stackLuma(picture: LumaPicture, reuse: readonly LumaPicture[] = []): readonly LumaPicture[] {
  const half = halveLuma(picture, reuse[1]);
  return [picture, half, halveLuma(half, reuse[2])];
}
