import { boxArea, growBox, overlapRatio, type Box } from '../frame/box.ts';
import type { Detection } from './detection.ts';

/** Boxes that overlap this much show the same thing. */
const sameThing = 0.3;
/** A box may be stretched to this many times the area of its strongest member; what would stretch it further stays a box of its own. */
const mostStretch = 1.8;

/**
 * Fewer boxes that say the same: of near-duplicates the strongest, stretched until every given box lies inside one of them grown by
 * `slackRatio` of its size on each side. All raw boxes are hidden (suppression would drop what only the weaker ones cover), but not
 * each of them with a margin of its own, if the slack is less than what regions grow by.
 * The result does not depend on the order of the input.
 */
export function uniteDuplicates(detections: readonly Detection[], slackRatio: number): Detection[] {
  const united: { seed: Box; box: Box; detection: Detection }[] = [];
  for (const detection of detections.toSorted(compareDetections)) {
    const { box } = detection;
    if (united.some((other) => contains(growBox(other.box, slackRatio, slackRatio, slackRatio), box))) continue;
    const duplicate = united.find(
      (other) =>
        overlapRatio(other.seed, box) >= sameThing &&
        boxArea(stretchBox(other.box, box, slackRatio)) <= mostStretch * boxArea(other.seed),
    );
    if (duplicate) duplicate.box = stretchBox(duplicate.box, box, slackRatio);
    else united.push({ seed: box, box, detection });
  }
  return dropContained(united.map(({ box, detection }) => ({ ...detection, box })));
}

/** `box`, larger where that is needed for `other` to lie inside it once it is grown by the slack. */
function stretchBox(box: Box, other: Box, slackRatio: number): Box {
  const [x, width] = stretchSpan(box.x, box.width, other.x, other.width, slackRatio);
  const [y, height] = stretchSpan(box.y, box.height, other.y, other.height, slackRatio);
  return { x, y, width, height };
}

function stretchSpan(
  start: number,
  length: number,
  otherStart: number,
  otherLength: number,
  slackRatio: number,
): [number, number] {
  const slack = slackRatio * length;
  const from = Math.min(start, otherStart + slack);
  const through = Math.max(start + length, otherStart + otherLength - slack);
  return [from, through - from];
}

/** A box inside another gives it its score and goes: the stronger nose of a weaker face. */
function dropContained(detections: readonly Detection[]): Detection[] {
  const waiting = detections.toSorted((a, b) => boxArea(a.box) - boxArea(b.box));
  const kept: Detection[] = [];
  for (const [i, inner] of waiting.entries()) {
    const at = waiting.findIndex((outer, j) => j > i && contains(outer.box, inner.box));
    if (at < 0) kept.push(inner);
    else waiting[at] = { ...waiting[at]!, score: Math.max(waiting[at]!.score, inner.score) };
  }
  return kept;
}

/** Strongest first; ties by place and size, so that equal sets sort equally. */
function compareDetections(a: Detection, b: Detection): number {
  return (
    b.score - a.score ||
    a.box.x - b.box.x ||
    a.box.y - b.box.y ||
    a.box.width - b.box.width ||
    a.box.height - b.box.height
  );
}

function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}
