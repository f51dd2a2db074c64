import { heightClasses, type HeightClass, type PictureScore } from './score-picture.ts';

/** Boxes of one kind: how many there are, how many of them are covered. */
export interface Tally {
  readonly boxes: number;
  readonly covered: number;
}

/** One set hidden with one setting. */
export interface RecallSummary {
  readonly pictures: number;
  readonly byHeight: Readonly<Record<HeightClass, Tally>>;
  /** 24 px and higher. */
  readonly from24: Tally;
  /** All that count: 10 px and higher. */
  readonly all: Tally;
  /** Mean share per picture, 0 to 1. */
  readonly hiddenWithoutNeed: number;
  /** Pictures without any label: their share hidden, mean per picture; `undefined` where there are none. */
  readonly hiddenWhereNothingIs: number | undefined;
}

/** Adds up the scores of a set's pictures or frames. */
export function summarize(scores: readonly PictureScore[]): RecallSummary {
  const byHeight = Object.fromEntries(
    heightClasses.map((heightClass) => [heightClass, tally(scores, (other) => other === heightClass)]),
  ) as Record<HeightClass, Tally>;
  const empty = scores.filter(({ isEmpty }) => isEmpty);
  return {
    pictures: scores.length,
    byHeight,
    from24: tally(scores, (heightClass) => heightClass !== '10-16' && heightClass !== '16-24'),
    all: tally(scores, () => true),
    hiddenWithoutNeed: mean(scores),
    hiddenWhereNothingIs: empty.length === 0 ? undefined : mean(empty),
  };
}

function tally(scores: readonly PictureScore[], isIn: (heightClass: HeightClass) => boolean): Tally {
  const labels = scores.flatMap((score) => score.labels.filter(({ heightClass }) => isIn(heightClass)));
  return { boxes: labels.length, covered: labels.filter(({ isCovered }) => isCovered).length };
}

function mean(scores: readonly PictureScore[]): number {
  if (scores.length === 0) return 0;
  return scores.reduce((sum, { hiddenWithoutNeed }) => sum + hiddenWithoutNeed, 0) / scores.length;
}

/** Wilson's 95 % interval of a share, 0 to 1. */
export function shareInterval({ boxes, covered }: Tally): [number, number] {
  if (boxes === 0) return [0, 1];
  const z = 1.96;
  const share = covered / boxes;
  const spread = z * Math.sqrt((share * (1 - share)) / boxes + (z * z) / (4 * boxes * boxes));
  const middle = share + (z * z) / (2 * boxes);
  const scale = 1 + (z * z) / boxes;
  return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)];
}
