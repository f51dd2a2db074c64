import type { Box, StreetTruth } from '@passerby/street';

/** A head that is to be left clear. */
export interface ChosenHead {
  readonly track: number;
  /** The first of the frames. */
  readonly firstFrame: number;
  /** Where the head is, one box a frame. */
  readonly boxes: readonly Box[];
}

/** People who count as exposed: a face of this width at least, half of it seen. */
const leastFaceWidth = 16;
const leastVisible = 0.5;

/**
 * A head whose face is seen for so many frames in a row, the `pick`-th of all of them (counted around); `undefined` where the clip has none.
 * Stretches begin every half second, so that long visits are not all that is chosen.
 */
export function chooseHead(truth: StreetTruth, frameCount: number, pick: number): ChosenHead | undefined {
  const step = Math.max(1, Math.round(truth.fps / 2));
  const choices: ChosenHead[] = [];
  for (let firstFrame = 0; firstFrame + frameCount <= truth.frames.length; firstFrame += step) {
    const stretch = truth.frames.slice(firstFrame, firstFrame + frameCount);
    for (const { track } of stretch[0]?.people ?? []) {
      const boxes = stretch.flatMap(({ people }) => {
        const person = people.find((other) => other.track === track);
        const isSeen =
          person &&
          person.face !== 'behind' &&
          person.face.width >= leastFaceWidth &&
          person.faceVisible >= leastVisible;
        return isSeen ? [person.head] : [];
      });
      if (boxes.length === frameCount) choices.push({ track, firstFrame, boxes });
    }
  }
  return choices[pick % Math.max(1, choices.length)];
}
