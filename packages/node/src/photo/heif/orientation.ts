/** How a stored picture is turned for display, as in EXIF: 1 upright, 2 mirrored left to right, … 8. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Quarter turns clockwise, then perhaps a mirroring left to right: every orientation is one of these. */
const byTurns: readonly (readonly [Orientation, Orientation])[] = [
  [1, 2],
  [6, 5],
  [3, 4],
  [8, 7],
];

/** One step: quarter turns clockwise (0 to 3), or a mirroring of left and right. */
export type OrientationStep = number | 'mirror';

/** The orientation that the steps, one after the other, amount to. */
export function joinOrientation(steps: readonly OrientationStep[]): Orientation {
  let turns = 0;
  let mirrored: 0 | 1 = 0;
  for (const step of steps) {
    if (step === 'mirror') mirrored = mirrored === 0 ? 1 : 0;
    // A turn after a mirroring is the opposite turn before it.
    else turns += mirrored === 0 ? step : 4 - step;
  }
  return byTurns[turns % 4]![mirrored];
}
