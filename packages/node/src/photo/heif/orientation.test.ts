import { expect, it } from 'vitest';
import { joinOrientation, type OrientationStep } from './orientation.ts';

/** A letter F of 2 x 3 cells: no two of its turned forms are alike. */
const letter = [
  ['a', 'b'],
  ['c', 'd'],
  ['e', 'f'],
];
type Rows = readonly (readonly string[])[];

const turn = (rows: Rows): Rows => rows[0]!.map((_, x) => rows.map((row) => row[x]!).reverse());
const mirror = (rows: Rows): Rows => rows.map((row) => row.slice().reverse());

function apply(steps: readonly OrientationStep[]): Rows {
  let rows: Rows = letter;
  for (const step of steps) {
    if (step === 'mirror') rows = mirror(rows);
    else for (let i = 0; i < step; i++) rows = turn(rows);
  }
  return rows;
}

/** What EXIF's eight orientations do, from its definition. */
const byExif: readonly (readonly OrientationStep[])[] = [
  [],
  ['mirror'],
  [2],
  [2, 'mirror'],
  [1, 'mirror'],
  [1],
  [3, 'mirror'],
  [3],
];

it('joins any turns and mirrorings into the EXIF orientation that shows the same', () => {
  const choices: OrientationStep[] = [0, 1, 2, 3, 'mirror'];
  for (const first of choices) {
    for (const second of choices) {
      for (const third of choices) {
        const steps = [first, second, third];
        expect(apply(byExif[joinOrientation(steps) - 1]!)).toEqual(apply(steps));
      }
    }
  }
});
