import { mixBoxes, type Box } from '../frame/box.ts';
import type { KeyframeOrigin } from '../plan/plan.ts';

/** One thing's place in one frame. */
export interface Step {
  /** Index of the frame. */
  readonly frame: number;
  /** When the frame is shown, from the first frame shown. */
  readonly seconds: number;
  /** In pixels of the upright frame; may reach beyond the borders. */
  readonly box: Box;
  readonly origin: KeyframeOrigin;
  /** The detector's confidence where it saw the thing. */
  readonly score?: number | undefined;
  /** Pixels by which it may be off, to either side: hidden besides the box. Absent where it is known well. */
  readonly doubt?: { readonly x: number; readonly y: number } | undefined;
}

/** All of where the thing may be. */
export function doubtedBox({ box, doubt }: Step): Box {
  if (!doubt) return box;
  return {
    x: box.x - doubt.x,
    y: box.y - doubt.y,
    width: box.width + 2 * doubt.x,
    height: box.height + 2 * doubt.y,
  };
}

/** The box at a moment: linear between two steps, constant beyond the first and the last. `undefined` without steps. */
export function boxOfSteps(steps: readonly Step[], seconds: number): Box | undefined {
  const place = steps.findLastIndex((step) => step.seconds <= seconds);
  const before = steps[place];
  const after = steps[place + 1];
  if (!before || !after) return (before ?? after)?.box;
  return mixBoxes(before.box, after.box, (seconds - before.seconds) / (after.seconds - before.seconds));
}

/** Geometric mean of a box's sides, in pixels. */
export function boxSize(box: Box): number {
  return Math.sqrt(box.width * box.height);
}

/** The box's centre moved by (`dx`, `dy`) pixels and its sides multiplied by `factor`. */
export function shiftBox(box: Box, dx: number, dy: number, factor = 1): Box {
  const width = box.width * factor;
  const height = box.height * factor;
  return {
    x: box.x + (box.width - width) / 2 + dx,
    y: box.y + (box.height - height) / 2 + dy,
    width,
    height,
  };
}

/** Nothing moves by this many of its sizes more in one frame than in the others. */
const leapSizes = 0.4;

/** Whether a thing leaps on its way, given as its boxes frame by frame, all as seen from one camera position. */
export function isTorn(boxes: readonly Box[]): boolean {
  const moves = boxes.slice(1).map((box, index) => {
    const [from, to] = [sides(boxes[index] as Box), sides(box)];
    return Math.hypot(to.x - from.x, to.y - from.y) / boxSize(box);
  });
  const mean = moves.reduce((sum, move) => sum + move, 0) / moves.length;
  return moves.some((move) => move - mean > leapSizes);
}

/** Speed of a thing against the background. */
export interface Velocity {
  /** Pixels per second. */
  readonly x: number;
  readonly y: number;
  /** Change of the natural logarithm of its size per second. */
  readonly growth: number;
}

/** A thing that stands still. */
export const noVelocity: Velocity = Object.freeze({ x: 0, y: 0, growth: 0 });

/** Where the box is `seconds` later (earlier when negative), against the background. */
export function advanceBox(box: Box, velocity: Velocity, seconds: number): Box {
  return shiftBox(box, velocity.x * seconds, velocity.y * seconds, Math.exp(velocity.growth * seconds));
}

/** Over times below this, jitter of detections looks like movement. */
const jitterSeconds = 0.1;
/** A thing that moved by this share of its size did move; even then times below the next say little. */
const movedShare = 0.6;
const movedSeconds = 0.015;

/** Walking towards a camera 3 m away makes a head grow by this much a second; more is a detector's doubt. */
const fastestGrowth = 0.5;

/**
 * Speed at `steps[0]` by least squares, drawn towards standing still where the steps lie close together in time and place.
 * All boxes as seen from one camera position.
 */
export function fitVelocity(steps: readonly { readonly seconds: number; readonly box: Box }[]): Velocity {
  const [origin] = steps;
  if (!origin || steps.length < 2) return noVelocity;
  const base = sides(origin.box);
  let weight = 0;
  let farthest = 0;
  const sums = { x: 0, y: 0, growth: 0 };
  for (const step of steps) {
    const elapsed = step.seconds - origin.seconds;
    const at = sides(step.box);
    weight += elapsed * elapsed;
    farthest = Math.max(farthest, Math.hypot(at.x - base.x, at.y - base.y) / boxSize(origin.box));
    sums.x += elapsed * (at.x - base.x);
    sums.y += elapsed * (at.y - base.y);
    sums.growth += elapsed * (at.size - base.size);
  }
  const doubtSeconds = Math.max(movedSeconds, jitterSeconds * (1 - farthest / movedShare));
  const growth = Math.max(-fastestGrowth, Math.min(fastestGrowth, sums.growth / (weight + jitterSeconds ** 2)));
  return { x: sums.x / (weight + doubtSeconds ** 2), y: sums.y / (weight + doubtSeconds ** 2), growth };
}

function sides(box: Box): { readonly x: number; readonly y: number; readonly size: number } {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, size: Math.log(boxSize(box)) };
}
