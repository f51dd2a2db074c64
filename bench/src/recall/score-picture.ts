import { findHiddenPixels, type Box, type RgbFrame } from '@passerby/street';
import type { Label } from './labels.ts';

/** Height classes, in pixels of the picture: from, up to but not including. */
export const heightClasses = ['10-16', '16-24', '24-40', '40-80', '80+'] as const;

/** One of {@link heightClasses}. */
export type HeightClass = (typeof heightClasses)[number];

/** A labelled box that counts: 10 px high or more. */
export interface ScoredLabel {
  readonly name: string;
  readonly heightClass: HeightClass;
  /** At least 90 % of the pixels of its inner 80 % (per side) are hidden. */
  readonly isCovered: boolean;
}

/** What a hidden copy hides, of what it should and of what it need not. */
export interface PictureScore {
  readonly labels: readonly ScoredLabel[];
  /** Share of the picture hidden outside the labelled boxes grown by 60 % per side, 0 to 1. */
  readonly hiddenWithoutNeed: number;
  /** Nothing at all is labelled in it. */
  readonly isEmpty: boolean;
}

const innerShare = 0.8;
const coveredShare = 0.9;
const neededGrowth = 0.6;

/** Scores one picture from pixels alone: input, output, labels. Boxes of other names than `counted` are neither counted nor needed. */
export function scorePicture(
  input: RgbFrame,
  output: RgbFrame,
  labels: readonly Label[],
  counted: (name: string) => boolean,
): PictureScore {
  const hidden = findHiddenPixels(input, output);
  const relevant = labels.filter(({ name }) => counted(name));
  const scored = relevant.flatMap(({ name, box }) => {
    const heightClass = classifyHeight(box.height);
    if (!heightClass) return [];
    return [{ name, heightClass, isCovered: hiddenShare(hidden, input, shrinkBox(box)) >= coveredShare }];
  });
  return { labels: scored, hiddenWithoutNeed: shareOutside(hidden, input, relevant), isEmpty: labels.length === 0 };
}

/** The class of a box's height; `undefined` below 10 px, where nothing is counted. */
export function classifyHeight(height: number): HeightClass | undefined {
  if (height < 10) return undefined;
  return heightClasses.find((heightClass) => height < Number(heightClass.split('-')[1] ?? Infinity));
}

function shrinkBox({ x, y, width, height }: Box): Box {
  const margin = (1 - innerShare) / 2;
  return {
    x: x + margin * width,
    y: y + margin * height,
    width: innerShare * width,
    height: innerShare * height,
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Share of the pixels whose middle lies in the box and in the picture; 1 where there are none. */
function hiddenShare(hidden: Uint8Array, size: Size, box: Box): number {
  let count = 0;
  let all = 0;
  for (const [from, to] of rowsOf(box, size)) {
    for (let at = from; at < to; at++) count += hidden[at] ?? 0;
    all += to - from;
  }
  return all === 0 ? 1 : count / all;
}

function shareOutside(hidden: Uint8Array, size: Size, labels: readonly Label[]): number {
  const unneeded = hidden.slice();
  for (const { box } of labels) {
    const grown = {
      x: box.x - neededGrowth * box.width,
      y: box.y - neededGrowth * box.height,
      width: box.width * (1 + 2 * neededGrowth),
      height: box.height * (1 + 2 * neededGrowth),
    };
    for (const [from, to] of rowsOf(grown, size)) unneeded.fill(0, from, to);
  }
  return unneeded.reduce((sum, pixel) => sum + pixel, 0) / unneeded.length;
}

/** Index ranges of the pixels in the box, row by row. */
function* rowsOf(box: Box, { width, height }: Size): Generator<[number, number]> {
  const left = Math.max(0, Math.round(box.x));
  const right = Math.min(width, Math.round(box.x + box.width));
  const top = Math.max(0, Math.round(box.y));
  const bottom = Math.min(height, Math.round(box.y + box.height));
  if (right <= left) return;
  for (let y = top; y < bottom; y++) yield [y * width + left, y * width + right];
}
