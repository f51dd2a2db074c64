/** How many, told so coarsely that no report or log counts people: `0`, `1`, `2-5`, `6-20`, `20+`. */
export type CoarseCount = '0' | '1' | '2-5' | '6-20' | '20+';

/** All coarse counts, ascending. */
export const coarseCounts: readonly [CoarseCount, ...CoarseCount[]] = ['0', '1', '2-5', '6-20', '20+'];

/** The coarse count of a whole number, 0 or more. */
export function coarseCount(count: number): CoarseCount {
  if (count <= 1) return count === 1 ? '1' : '0';
  if (count <= 5) return '2-5';
  return count <= 20 ? '6-20' : '20+';
}
