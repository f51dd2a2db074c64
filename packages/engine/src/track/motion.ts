import type { Box } from '../frame/box.ts';

/** How the camera moved between two frames: a point at `x` is then at `scale * x + dx` (and `y` alike), in pixels of the upright frame. */
export interface Motion {
  readonly scale: number;
  readonly dx: number;
  readonly dy: number;
}

/** A camera that stood still. */
export const noMotion: Motion = Object.freeze({ scale: 1, dx: 0, dy: 0 });

/** `first`, then `second`. */
export function composeMotions(first: Motion, second: Motion): Motion {
  return {
    scale: first.scale * second.scale,
    dx: second.scale * first.dx + second.dx,
    dy: second.scale * first.dy + second.dy,
  };
}

/** The way back. */
export function invertMotion(motion: Motion): Motion {
  return { scale: 1 / motion.scale, dx: -motion.dx / motion.scale, dy: -motion.dy / motion.scale };
}

/** Where a thing that stands still in the world is seen after the camera moved. */
export function moveBox(box: Box, motion: Motion): Box {
  return {
    x: box.x * motion.scale + motion.dx,
    y: box.y * motion.scale + motion.dy,
    width: box.width * motion.scale,
    height: box.height * motion.scale,
  };
}
