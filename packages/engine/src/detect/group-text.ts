import { intersectBoxes, uniteBoxes, type Box } from '../frame/box.ts';
import type { Detection } from './detection.ts';
import type { Point, TextQuad } from './text-map.ts';

/** Lines closer than this many text heights belong together: the second line of a plate, the word beside. */
const nearHeights = 0.6;
/** What is joined stays at most this many text heights tall and wide: a plate or a short sign, not a wall of posters. */
const tallestHeights = 5;
const widestHeights = 14;
/** How far a group grows beyond its lines, in text heights: first and last letters and small lines above are found least. */
const growth = { side: 0.4, top: 0.9, bottom: 0.35 };

/** Neighbouring lines of text as one thing. */
export interface TextGroup {
  /** Hull of the lines. */
  readonly box: Box;
  /** Of the tallest line. */
  readonly textHeight: number;
  /** Of the surest line. */
  readonly score: number;
}

/** One line as a group of its own. */
export function toTextGroup({ corners, textHeight, score }: TextQuad): TextGroup {
  return { box: hullOf(corners), textHeight, score };
}

/** Joins neighbouring lines, closest sizes first as they come sorted; the result does not depend on the order of the input. */
export function groupText(quads: readonly TextQuad[]): TextGroup[] {
  const groups: TextGroup[] = [];
  const waiting = quads
    .map(toTextGroup)
    .toSorted((a, b) => b.textHeight - a.textHeight || a.box.x - b.box.x || a.box.y - b.box.y || b.score - a.score);
  for (const line of waiting) {
    let group: TextGroup = line;
    // Joining may bring the group near to another one, so look again until nothing is near.
    for (;;) {
      const near = groups.findIndex((other) => belongTogether(group, other));
      if (near < 0) break;
      const [other] = groups.splice(near, 1);
      group = joinGroups(group, other!);
    }
    groups.push(group);
  }
  return groups;
}

/** The region of a group: what is to be hidden of it. */
export function growTextGroup({ box, textHeight, score }: TextGroup): Detection {
  const side = growth.side * textHeight;
  const top = growth.top * textHeight;
  const bottom = growth.bottom * textHeight;
  return {
    kind: 'text',
    box: { x: box.x - side, y: box.y - top, width: box.width + 2 * side, height: box.height + top + bottom },
    score,
  };
}

function belongTogether(a: TextGroup, b: TextGroup): boolean {
  const reach = nearHeights * Math.min(a.textHeight, b.textHeight);
  const reached = {
    x: a.box.x - reach,
    y: a.box.y - reach,
    width: a.box.width + 2 * reach,
    height: a.box.height + 2 * reach,
  };
  if (!intersectBoxes(reached, b.box)) return false;
  const hull = uniteBoxes(a.box, b.box);
  const tallest = Math.max(a.textHeight, b.textHeight);
  return hull.height <= tallestHeights * tallest && hull.width <= widestHeights * tallest;
}

function joinGroups(a: TextGroup, b: TextGroup): TextGroup {
  return {
    box: uniteBoxes(a.box, b.box),
    textHeight: Math.max(a.textHeight, b.textHeight),
    score: Math.max(a.score, b.score),
  };
}

function hullOf(corners: readonly Point[]): Box {
  const xs = corners.map(({ x }) => x);
  const ys = corners.map(({ y }) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
