import type { Box } from '../frame/box.ts';
import type { FrameHistory } from './frame-history.ts';
import { moveBox } from './motion.ts';
import { isSamePatch, PatchFollower } from './patch-follower.ts';
import { boxSize, noVelocity, shiftBox, type Velocity } from './path.ts';

/** Places sought in the next frame and in the one before, in widths and heights of the thing; a follower sees half a width around each. */
const placesX = [0, -0.8, 0.8, -1.6, 1.6];
const placesY = [0, -0.5, 0.5];
/** Likeness from which on a place is taken for the thing: on average where it goes the same way in both frames, or in one where there is no other. */
const likenessInBoth = 0.7;
const likenessAlone = 0.8;
/** And in each at least. */
const leastLikeness = 0.6;
/** A thing goes as far in the next frame as in the one before, but for this share of its size. */
const evenSizes = 0.3;
/** Slower ones are found by their next sight. */
const leastSizes = 0.25;

/** Where a thing went in one frame, against the background. */
interface Shift {
  readonly x: number;
  readonly y: number;
  readonly seconds: number;
  readonly likeness: number;
}

/**
 * Speed of something that was seen only once, in `box` of `frame`, from the frames beside it: who runs past a camera may be found in one frame of twenty.
 * A thing that goes the same way in both is taken for a mover; all else for standing still, as far as is known.
 */
export function measureSpeed(history: FrameHistory, frame: number, box: Box): Velocity {
  const follower = new PatchFollower();
  if (!follower.learn(history.at(frame).lumas, box)) return noVelocity;
  const shifts = [frame + 1, frame - 1].flatMap((beside) => {
    const shift = isComparable(history, frame, beside)
      ? seekShift(history, follower, { frame, box }, beside)
      : undefined;
    return shift ? [shift] : [];
  });
  const [one, other] = shifts;
  if (!one) return noVelocity;
  const size = boxSize(box);
  const speed = other
    ? { x: (one.x - other.x) / (one.seconds - other.seconds), y: (one.y - other.y) / (one.seconds - other.seconds) }
    : { x: one.x / one.seconds, y: one.y / one.seconds };
  const isEven = !other || Math.hypot(one.x + other.x, one.y + other.y) < evenSizes * size;
  const mean = shifts.reduce((sum, { likeness }) => sum + likeness, 0) / shifts.length;
  const isSure = isEven && mean >= (other ? likenessInBoth : likenessAlone);
  const isFast = Math.hypot(speed.x, speed.y) * Math.abs(one.seconds) >= leastSizes * size;
  return isSure && isFast ? { ...speed, growth: 0 } : noVelocity;
}

function isComparable(history: FrameHistory, from: number, to: number): boolean {
  if (!history.has(to) || history.at(to).isBlind) return false;
  return !history.at(Math.max(from, to)).isCut;
}

/** The most alike of all places around; `undefined` where that is a piece of the background. */
function seekShift(
  history: FrameHistory,
  follower: PatchFollower,
  sight: { readonly frame: number; readonly box: Box },
  frame: number,
): Shift | undefined {
  const { lumas, seconds } = history.at(frame);
  const then = history.at(sight.frame);
  const still = moveBox(sight.box, history.motionBetween(sight.frame, frame));
  let best: { readonly box: Box; readonly likeness: number } | undefined;
  for (const y of placesY) {
    for (const x of placesX) {
      const found = follower.find(lumas, shiftBox(still, x * still.width, y * still.height));
      if (found && found.likeness > (best?.likeness ?? 0)) best = found;
    }
  }
  if (!best || best.likeness < leastLikeness) return undefined;
  const before = moveBox(best.box, history.motionBetween(frame, sight.frame));
  if (isSamePatch(lumas, best.box, then.lumas, before)) return undefined;
  return {
    x: best.box.x + best.box.width / 2 - still.x - still.width / 2,
    y: best.box.y + best.box.height / 2 - still.y - still.height / 2,
    seconds: seconds - then.seconds,
    likeness: best.likeness,
  };
}
