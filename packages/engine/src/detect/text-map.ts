/** A point in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line of text as found: a rectangle at any angle, and how sure the network is of its pixels on average. */
export interface TextQuad {
  /** In order around the rectangle. */
  readonly corners: readonly [Point, Point, Point, Point];
  /** Length of its shorter sides: about the height of its letters. */
  readonly textHeight: number;
  readonly score: number;
}

/** How DB maps are read: the values with which the network was published, but for a lower score. */
const inkThreshold = 0.3;
const unclipRatio = 1.5;
/** Shorter cores, in pixels of the map, are specks. */
const shortestCore = 3;

/**
 * Lines of text in a DB probability map: connected pixels above the threshold, their smallest rectangle,
 * grown back by the distance that the network was trained to shrink it by.
 */
export function readTextMap(map: Float32Array, width: number, height: number): TextQuad[] {
  const quads: TextQuad[] = [];
  const seen = new Uint8Array(width * height);
  const queue = new Int32Array(width * height);
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] === 1 || map[start]! < inkThreshold) continue;
    const count = floodFill(map, width, height, start, seen, queue);
    const pixels = queue.subarray(0, count);
    const core = fitRectangle(outlinePoints(pixels, width));
    if (core.short < shortestCore) continue;
    let sum = 0;
    for (const pixel of pixels) sum += map[pixel]!;
    quads.push(unclip(core, sum / count));
  }
  return quads;
}

/** Collects into `queue` the pixels that touch `start`, also at corners. */
function floodFill(
  map: Float32Array,
  width: number,
  height: number,
  start: number,
  seen: Uint8Array,
  queue: Int32Array,
): number {
  let count = 1;
  queue[0] = start;
  seen[start] = 1;
  for (let next = 0; next < count; next++) {
    const pixel = queue[next]!;
    const x = pixel % width;
    const y = (pixel - x) / width;
    for (let ny = Math.max(y - 1, 0); ny <= Math.min(y + 1, height - 1); ny++) {
      for (let nx = Math.max(x - 1, 0); nx <= Math.min(x + 1, width - 1); nx++) {
        const near = ny * width + nx;
        if (seen[near] === 1 || map[near]! < inkThreshold) continue;
        seen[near] = 1;
        queue[count++] = near;
      }
    }
  }
  return count;
}

/** The convex hull of the pixels' corners, clockwise on the screen. */
function outlinePoints(pixels: Int32Array, width: number): Point[] {
  const rows = new Map<number, { left: number; right: number }>();
  for (const pixel of pixels) {
    const x = pixel % width;
    const y = (pixel - x) / width;
    const row = rows.get(y);
    if (!row) rows.set(y, { left: x, right: x + 1 });
    else {
      row.left = Math.min(row.left, x);
      row.right = Math.max(row.right, x + 1);
    }
  }
  const points = [...rows].flatMap(([y, { left, right }]) => [
    { x: left, y },
    { x: right, y },
    { x: left, y: y + 1 },
    { x: right, y: y + 1 },
  ]);
  return convexHull(points);
}

/** Andrew's monotone chain. */
function convexHull(points: Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const half = (from: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of from) {
      while (chain.length >= 2 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

function turn(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/** A rectangle at an angle: its centre, the unit vector along its sides of length `along`, and the length across. */
interface Rectangle {
  readonly centre: Point;
  readonly axis: Point;
  readonly along: number;
  readonly across: number;
  readonly short: number;
}

/** The smallest rectangle around a convex hull: one of its sides lies on an edge of the hull. */
function fitRectangle(hull: readonly Point[]): Rectangle {
  let best: Rectangle | undefined;
  for (const [i, from] of hull.entries()) {
    const to = hull[(i + 1) % hull.length]!;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const fitted = fitAlong(hull, { x: (to.x - from.x) / length, y: (to.y - from.y) / length });
    if (!best || fitted.along * fitted.across < best.along * best.across) best = fitted;
  }
  return best!;
}

function fitAlong(hull: readonly Point[], axis: Point): Rectangle {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of hull) {
    const u = x * axis.x + y * axis.y;
    const v = y * axis.x - x * axis.y;
    left = Math.min(left, u);
    right = Math.max(right, u);
    top = Math.min(top, v);
    bottom = Math.max(bottom, v);
  }
  const u = (left + right) / 2;
  const v = (top + bottom) / 2;
  const along = right - left;
  const across = bottom - top;
  const centre = { x: u * axis.x - v * axis.y, y: u * axis.y + v * axis.x };
  return { centre, axis, along, across, short: Math.min(along, across) };
}

function unclip(core: Rectangle, score: number): TextQuad {
  const { centre, axis, along, across } = core;
  const distance = (along * across * unclipRatio) / (2 * (along + across));
  const u = along / 2 + distance;
  const v = across / 2 + distance;
  const corner = (du: number, dv: number): Point => ({
    x: centre.x + du * axis.x - dv * axis.y,
    y: centre.y + du * axis.y + dv * axis.x,
  });
  return {
    corners: [corner(-u, -v), corner(u, -v), corner(u, v), corner(-u, v)],
    textHeight: core.short + 2 * distance,
    score,
  };
}
