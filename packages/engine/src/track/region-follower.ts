import { OptionsError } from '../errors.ts';
import type { RawFrame } from '../frame/raw-frame.ts';
import { clipBox, type Box } from '../frame/box.ts';
import type { PlanMedia, PlanTrack } from '../plan/plan.ts';
import { estimateMotion } from './camera-motion.ts';
import { stackLuma } from './frame-history.ts';
import { lostSeconds } from './live-track.ts';
import { takeLuma, type LumaPicture } from './luma-picture.ts';
import { moveBox, noMotion } from './motion.ts';
import { PatchFollower } from './patch-follower.ts';
import { shiftBox, type Step } from './path.ts';
import { compareSketches, sketchPicture, type Sketch } from './picture-change.ts';
import { thinSteps } from './thin-steps.ts';

/** A small copy of one frame's brightness, in which a drawn region is followed: some 100 kB, so that frames of seconds can be held and walked backwards. */
export class FollowPicture {
  /** When the frame is shown. */
  readonly seconds: number;
  /** @internal */
  readonly lumas: readonly LumaPicture[];
  /** @internal */
  readonly sketch: Sketch;

  /** Borrows `frame`. */
  constructor(frame: RawFrame) {
    const luma = takeLuma(frame.pixels);
    this.seconds = frame.seconds;
    this.lumas = stackLuma(luma);
    this.sketch = sketchPicture(luma);
  }
}

/** From this likeness on the thing is there. */
const confirmingLikeness = 0.65;
const adaptingLikeness = 0.8;
/** Change of the mean cell, 0 to 255, that makes it another scene. */
const cutChange = 14;
/** With less than this share of it inside the picture a thing has left. */
const leftShare = 0.1;
/** How fast the speed that is expected follows the one that is seen, for each frame. */
const velocityGain = 0.3;

/** Follows what is inside a drawn box from picture to picture, forwards or backwards in time, one follower for each way. */
export class RegionFollower {
  readonly #follower = new PatchFollower();
  readonly #canFollow: boolean;
  #last: FollowPicture;
  #box: Box;
  #velocity = { x: 0, y: 0 };
  #confirmedSeconds: number;
  #isOver = false;

  constructor(first: FollowPicture, box: Box) {
    this.#last = first;
    this.#box = box;
    this.#confirmedSeconds = first.seconds;
    this.#canFollow = this.#follower.learn(first.lumas, box);
  }

  /** Where the thing is in the next picture; `undefined`, for good, once it was lost for a while or left, or another scene began. */
  follow(next: FollowPicture): Box | undefined {
    if (this.#isOver || !this.#canFollow) return undefined;
    const elapsed = next.seconds - this.#last.seconds;
    const expected = this.#expect(next, elapsed);
    const found = this.#follower.find(next.lumas, expected);
    const isThere = found !== undefined && found.likeness >= confirmingLikeness;
    const box = isThere ? found.box : expected;
    if (isThere) {
      this.#confirmedSeconds = next.seconds;
      if (found.likeness >= adaptingLikeness) this.#follower.adapt(next.lumas, box, 0.15);
      this.#learnVelocity(box, expected, elapsed);
    }
    if (this.#hasEnded(next, box)) return undefined;
    this.#last = next;
    this.#box = box;
    return box;
  }

  #expect(next: FollowPicture, elapsed: number): Box {
    const still = moveBox(this.#box, estimateMotion(this.#last.lumas, next.lumas) ?? noMotion);
    return shiftBox(still, this.#velocity.x * elapsed, this.#velocity.y * elapsed);
  }

  #learnVelocity(box: Box, expected: Box, elapsed: number): void {
    const gain = velocityGain / elapsed;
    this.#velocity.x += (box.x + box.width / 2 - expected.x - expected.width / 2) * gain;
    this.#velocity.y += (box.y + box.height / 2 - expected.y - expected.height / 2) * gain;
  }

  #hasEnded(next: FollowPicture, box: Box): boolean {
    const [luma] = next.lumas;
    const width = (luma?.width ?? 0) * (luma?.step ?? 1);
    const height = (luma?.height ?? 0) * (luma?.step ?? 1);
    const inside = clipBox(box, width, height);
    const isInside = inside !== undefined && inside.width * inside.height >= leftShare * box.width * box.height;
    const isCut = compareSketches(this.#last.sketch, next.sketch).mean > cutChange;
    const isLost = Math.abs(next.seconds - this.#confirmedSeconds) > lostSeconds;
    this.#isOver = !isInside || isCut || isLost;
    return this.#isOver;
  }
}

/** Where a followed region was at one moment. */
export interface FollowedSight {
  readonly seconds: number;
  readonly box: Box;
}

/**
 * A track of kind `region` for what was followed from a drawn box. `sights` are in order of time; the one at `drawnSeconds` is the person's own.
 * @throws OptionsError for no sights.
 */
export function followedRegionTrack(
  id: string,
  drawnSeconds: number,
  sights: readonly FollowedSight[],
  media: Pick<PlanMedia, 'durationSeconds'>,
): PlanTrack {
  const [first, last] = [sights[0], sights.at(-1)];
  if (!first || !last) throw new OptionsError('Expected at least the drawn box to make a track of, received none.');
  const steps = sights.map(({ seconds, box }, frame): Step => ({
    frame,
    seconds,
    box,
    origin: seconds === drawnSeconds ? 'drawn' : 'interpolated',
  }));
  // The last frame is shown until the end.
  const isToTheEnd = last.seconds >= media.durationSeconds - lostSeconds / 2;
  return {
    id,
    kind: 'region',
    fromSeconds: first.seconds,
    throughSeconds: isToTheEnd ? media.durationSeconds : last.seconds,
    keyframes: thinAround(steps, drawnSeconds).map(({ seconds, box, origin }) => ({
      seconds,
      box: { ...box },
      origin,
    })),
  };
}

/** The drawn step is kept whatever its neighbours are: a person moves it again. */
function thinAround(steps: readonly Step[], drawnSeconds: number): readonly Step[] {
  const at = steps.findIndex(({ seconds }) => seconds === drawnSeconds);
  if (at < 0) return thinSteps(steps);
  return [...thinSteps(steps.slice(0, at + 1)), ...thinSteps(steps.slice(at)).slice(1)];
}
