import { boxSize, shiftBox, type Step } from './path.ts';

/** Heads do not shrink faster than by this factor's exponent per second; detections of turned heads do. */
const shrinkPerSecond = 0.35;

/**
 * Steps whose boxes are not much smaller than those just before and after: where a face turns away or is half covered,
 * detectors frame a part of it, and the head is as large as ever.
 */
export function steadySizes(steps: readonly Step[]): readonly Step[] {
  const forwards = holdSizes(steps);
  return holdSizes(forwards.toReversed()).toReversed();
}

function holdSizes(steps: readonly Step[]): readonly Step[] {
  let width = 0;
  let height = 0;
  let seconds = 0;
  return steps.map((step) => {
    const fade = Math.exp(-shrinkPerSecond * Math.abs(step.seconds - seconds));
    seconds = step.seconds;
    width = Math.max(step.box.width, width * fade);
    height = Math.max(step.box.height, height * fade);
    if (width === step.box.width && height === step.box.height) return step;
    const box = {
      x: step.box.x - (width - step.box.width) / 2,
      y: step.box.y - (height - step.box.height) / 2,
      width,
      height,
    };
    return { ...step, box };
  });
}

/** The box, at least this share of the size of the one before. */
export function keepSize(box: Step['box'], before: Step['box'], leastShare: number): Step['box'] {
  const share = boxSize(box) / (boxSize(before) * leastShare);
  return share >= 1 ? box : shiftBox(box, 0, 0, 1 / share);
}
