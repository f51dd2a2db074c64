/** An axis-aligned rectangle in pixels of the upright frame. `x` and `y` are its left upper corner; fractions of a pixel are allowed. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A rectangle in fractions (0 to 1) of the upright frame's width and height. Its names differ from {@link Box}'s so that neither passes for the other. */
export interface NormalizedBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Area in square pixels. */
export function boxArea(box: Box): number {
  return box.width * box.height;
}

/** The part that both boxes cover; `undefined` where they do not overlap. */
export function intersectBoxes(a: Box, b: Box): Box | undefined {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** The smallest box that holds both. */
export function uniteBoxes(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

/** Intersection over union, 0 to 1. */
export function overlapRatio(a: Box, b: Box): number {
  const common = intersectBoxes(a, b);
  if (!common) return 0;
  const area = boxArea(common);
  return area / (boxArea(a) + boxArea(b) - area);
}

/** Share of `inner` that lies inside `outer`, 0 to 1. */
export function coveredRatio(inner: Box, outer: Box): number {
  const common = intersectBoxes(inner, outer);
  return common ? boxArea(common) / boxArea(inner) : 0;
}

/** The box grown by shares of its own width and height on each side; negative shares shrink it. */
export function growBox(box: Box, sideRatio: number, topRatio: number, bottomRatio: number): Box {
  return {
    x: box.x - box.width * sideRatio,
    y: box.y - box.height * topRatio,
    width: box.width * (1 + 2 * sideRatio),
    height: box.height * (1 + topRatio + bottomRatio),
  };
}

/** The part of the box inside a picture of this size; `undefined` where nothing is. */
export function clipBox(box: Box, width: number, height: number): Box | undefined {
  return intersectBoxes(box, { x: 0, y: 0, width, height });
}

/** The box a share of the way (0 to 1) from `a` to `b`. */
export function mixBoxes(a: Box, b: Box, share: number): Box {
  const mix = (from: number, to: number): number => from + (to - from) * share;
  return {
    x: mix(a.x, b.x),
    y: mix(a.y, b.y),
    width: mix(a.width, b.width),
    height: mix(a.height, b.height),
  };
}
