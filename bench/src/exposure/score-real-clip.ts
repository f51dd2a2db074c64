import { basename } from 'node:path';
import { readRgbFrames } from '@passerby/street';
import type { Label, LabelledClip } from '../recall/labels.ts';
import { scorePicture } from '../recall/score-picture.ts';

/** What one tool did with one labelled real clip. */
export interface RealSummary {
  readonly set: string;
  readonly row: string;
  /** Labelled faces and plates of 16 px and more, one a frame. */
  readonly boxes: number;
  readonly exposed: number;
  /** Most frames in a row in which the same thing is exposed. */
  readonly longestRun: number;
  /** Share of the pixels, 0 to 1; where labels are partial an upper bound. */
  readonly hiddenWithoutNeed: number;
  /** Whether the tool kept its output back: measured all the same. */
  readonly isRefused: boolean;
}

const leastHeight = 16;
/** Boxes below this are not scored at all. */
const leastScored = 10;

/** Measures a hidden copy of a labelled clip from pixels. */
export function scoreRealClip(clip: LabelledClip, output: string, row: string, isRefused: boolean): RealSummary {
  const outputs = readRgbFrames(output);
  const runs = new Map<number, { frame: number; length: number }>();
  let [boxes, exposed, longestRun, without, frame] = [0, 0, 0, 0, 0];
  for (const input of readRgbFrames(clip.file)) {
    const next = outputs.next();
    if (next.done) throw new RangeError(`Expected as many frames as in the input, received ${frame}.`);
    const labels = clip.labelsAt(frame);
    const score = scorePicture(input, next.value, labels, isCounted);
    without += score.hiddenWithoutNeed;
    const scored = labels.filter(({ name, box }) => isCounted(name) && box.height >= leastScored);
    for (const [at, label] of scored.entries()) {
      if (label.box.height < leastHeight) continue;
      boxes += 1;
      if (score.labels[at]?.isCovered) continue;
      exposed += 1;
      longestRun = Math.max(longestRun, countRun(label, frame));
    }
    frame += 1;
  }
  if (!outputs.next().done) throw new RangeError(`Expected ${frame} frames, received more.`);
  return { set: basename(clip.file), row, boxes, exposed, longestRun, hiddenWithoutNeed: without / frame, isRefused };

  function countRun({ track = 0 }: Label, at: number): number {
    const run = runs.get(track);
    const length = run && run.frame === at - 1 ? run.length + 1 : 1;
    runs.set(track, { frame: at, length });
    return length;
  }
}

function isCounted(name: string): boolean {
  return name.startsWith('face') || name === 'plate';
}
