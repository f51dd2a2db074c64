import { boxSize, shiftBox, type Step } from './path.ts';

/** Heads do not shrink faster than by this factor's exponent per second; detections of turned heads do. */
const shrinkPerSecond = 0.35;

/** And only a dip between two sights is filled all along; at either end of a track what was larger is held this long. */
const endSeconds = 1;

/**
 * Steps whose boxes are not much smaller than those both before and after: where a face turns away or is half covered,
 * detectors frame a part of it, and the head is as large as ever. Who walks towards the camera or away grows or shrinks.
 */
export function steadySizes(steps: readonly Step[]): readonly Step[] {
  const before = holdSizes(steps);
  const after = holdSizes(steps.toReversed()).toReversed();
  const seen = steps.filter(({ origin }) => origin !== 'extended');
  const first = seen[0]?.seconds ?? -Infinity;
  const last = seen.at(-1)?.seconds ?? Infinity;
  return steps.map((step, index) => {
    const [held, ahead] = [before[index] as Size, after[index] as Size];
    const isBeginning = step.seconds < first + endSeconds;
    const isEnding = step.seconds > last - endSeconds;
    const pick = (side: 'width' | 'height'): number =>
      Math.max(Math.min(held[side], ahead[side]), isBeginning ? ahead[side] : 0, isEnding ? held[side] : 0);
    return withSize(step, pick('width'), pick('height'));
  });
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** For each step the largest size so far, fading. */
function holdSizes(steps: readonly Step[]): readonly Size[] {
  let width = 0;
  let height = 0;
  let seconds = 0;
  return steps.map((step) => {
    const fade = Math.exp(-shrinkPerSecond * Math.abs(step.seconds - seconds));
    seconds = step.seconds;
    width = Math.max(step.box.width, width * fade);
    height = Math.max(step.box.height, height * fade);
    return { width, height };
  });
}

function withSize(step: Step, width: number, height: number): Step {
  if (width === step.box.width && height === step.box.height) return step;
  const box = {
    x: step.box.x - (width - step.box.width) / 2,
    y: step.box.y - (height - step.box.height) / 2,
    width,
    height,
  };
  return { ...step, box };
}

/** The box, at least this share of the size of the one before. */
export function keepSize(box: Step['box'], before: Step['box'], leastShare: number): Step['box'] {
  const share = boxSize(box) / (boxSize(before) * leastShare);
  return share >= 1 ? box : shiftBox(box, 0, 0, 1 / share);
}
