import { correlateEdges, findShift } from './correlate-edges.ts';
import type { PictureHealthState } from './picture-health.ts';
import type { PictureStatistics } from './picture-statistics.ts';
import type { UsualView } from './usual-view.ts';

/**
 * What one picture looks like, compared with what the camera usually sees; `frozen` takes more than one. `blocked` is a way of being
 * covered: by something close that is seen sharply, or by nothing but a scene that changed.
 */
export type PictureVerdict = Exclude<PictureHealthState, 'frozen'> | 'blocked';

/** Night with a lamp somewhere is brighter or has more contrast than this. */
const darkMean = 28;
const darkDeviation = 5;

/** Below this share of what is usual. */
const blurredSharpnessRatio = 0.25;
const flatDeviationRatio = 0.5;

/** A cell's brightness changed when it differs by more, of 255. */
const changedBrightness = 12;

/**
 * Judges one picture. The rules and their numbers were found on clips with staged faults: dark first, as noise in the dark looks sharp;
 * then what takes the sharpness; then what shows something else.
 */
export function judgePicture(picture: PictureStatistics, usual: UsualView): PictureVerdict {
  if (picture.mean < darkMean && picture.deviation < darkDeviation) return 'dark';
  if (!usual.isKnown) return 'ok';
  if (picture.sharpness < usual.sharpness * blurredSharpnessRatio) {
    return picture.deviation < usual.deviation * flatDeviationRatio ? 'covered' : 'defocused';
  }
  const inPlace = correlateEdges(picture.edges, usual.edges);
  if (inPlace < 0.3 && findShift(picture.edges, usual.edges) - inPlace > 0.2) return 'moved';
  if (inPlace < 0.4 && changedShare(picture, usual) > 0.5) return 'blocked';
  return 'ok';
}

function changedShare({ brightness }: PictureStatistics, usual: UsualView): number {
  const changed = brightness.filter(
    (value, cell) => Math.abs(value - (usual.brightness[cell] as number)) > changedBrightness,
  );
  return changed.length / brightness.length;
}
