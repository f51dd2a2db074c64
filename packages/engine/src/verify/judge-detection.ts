import type { Detection } from '../detect/detection.ts';
import { growBox, type Box } from '../frame/box.ts';
import type { PictureView } from '../frame/picture-view.ts';
import type { Color } from '../hide/sample-color.ts';
import type { PlanSettings } from '../plan/plan.ts';
import type { FindingSeverity } from './finding.ts';
import { filledShare, mapAreas, type FillMap } from './fill-map.ts';
import { mapFlat } from './flat-map.ts';

/** What the plan says of one moment. */
export interface PlannedMoment {
  readonly settings: PlanSettings;
  readonly hidden: readonly Box[];
  readonly kept: readonly Box[];
}

/** Share of what was found from which on the fill itself, or what is kept, was detected. */
const explainedRatio = { face: 0.5, text: 0.15 } as const;
/** The same for any constant colour, where no plan says where faces' fills are, or no original where text is. */
const flatRatio = { face: 0.5, text: 0.25 } as const;
/** Least side of areas in the known colour of fills, in pixels: half a block of a codec. */
const fillSidePixels = 8;
/** Least side of areas in any constant colour: in shares of the side of a face, and of the height of a line, wider than the gaps between words. */
const flatSideRatio = { face: 0.15, text: 0.8 } as const;

/** What is narrower for its height is at most one letter, as windows and mirrors are to a text network; only people can tell. */
const leastLineAspect = 1.3;
/** The same where it touches a fill, which cuts letters out of things. */
const leastCutLineAspect = 2.5;
/** A box touches a fill when this share of it, grown by a share of its size on every side, is filled. */
const touchingRatio = 0.03;
const besideRatio = 0.15;

/** One moment of an output. */
export interface JudgedMoment {
  readonly picture: PictureView;
  /** What the plan says of it, where there is one. */
  readonly planned?: PlannedMoment | undefined;
  /** The colour of fills; counts where there is no plan. */
  readonly fillColor: Color;
}

/** How sure a judgement has to be. */
export interface Judging {
  /** From this score on what is found is a leak; below, a notice. */
  readonly leakScore: number;
  /** Text that is found will be confirmed on the original, so that nothing needs to be doubted here. */
  readonly confirmsText: boolean;
}

/**
 * What a detection in an output means; `undefined` where the fill explains it: the plan's, or without a plan whatever in the picture looks
 * like one. Text in large constant areas is none, either, unless the original will tell. Of a face its middle decides, half as wide and high as the box: detectors frame shoulders with a filled head as a face, while a
 * face beside a fill has its middle free. Text boxes are lines as they were found: fills are read as letters together with what is beside
 * them, while letters that were left lie outside.
 */
export function judgeDetection(
  { box, kind, score }: Detection,
  moment: JudgedMoment,
  { leakScore, confirmsText }: Judging,
): FindingSeverity | undefined {
  const found = kind === 'face' ? growBox(box, -0.25, -0.25, -0.25) : box;
  const { picture, planned } = moment;
  if (shareFilled(found, moment, fillSidePixels) >= explainedRatio[kind]) return undefined;
  if (planned && filledShare(mapAreas(found, planned.kept), found) >= explainedRatio[kind]) return 'accepted';
  if (planned?.settings.text === 'none' && kind === 'text') return 'accepted';
  const mayBeFlat = kind === 'face' ? !planned : !confirmsText;
  const flat = mayBeFlat ? mapFlat(picture, found, box.height * flatSideRatio[kind]) : undefined;
  if (filledShare(flat, found) >= flatRatio[kind]) return undefined;
  if (kind === 'text' && !confirmsText && mayBeNoLine(box, moment)) return 'notice';
  return score >= leakScore ? 'leak' : 'notice';
}

function mayBeNoLine(box: Box, moment: JudgedMoment): boolean {
  const aspect = box.width / box.height;
  if (aspect < leastLineAspect || aspect >= leastCutLineAspect) return aspect < leastLineAspect;
  const around = growBox(box, besideRatio, besideRatio, besideRatio);
  return shareFilled(around, moment, fillSidePixels / 2) >= touchingRatio;
}

function shareFilled(box: Box, moment: JudgedMoment, leastSide: number): number {
  return filledShare(mapFill(box, moment, leastSide), box);
}

/** What of a box is filled: by the plan, or without one by what has the colour of fills; `undefined` outside of the picture. */
export function mapFill(
  box: Box,
  { picture, planned, fillColor }: JudgedMoment,
  leastSide = fillSidePixels,
): FillMap | undefined {
  return planned ? mapAreas(box, planned.hidden) : mapFlat(picture, box, leastSide, fillColor);
}
