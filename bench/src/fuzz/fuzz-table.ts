/** How one damaged file ended. */
export interface FuzzCase {
  readonly index: number;
  readonly specimen: string;
  readonly damage: string;
  /** `hidden`, `verified`, or the code of the failure. */
  readonly end: string;
  /** What was said of a failure. */
  readonly sentence: string;
  /** For developers, where it ended oddly. */
  readonly details: string | undefined;
  /** Whether it ended in a way that no file should: a bug, a crash, a hang, something left behind. */
  readonly isOdd: boolean;
  readonly seconds: number;
}

/** How many cases ended how, for each specimen. */
export function countEnds(cases: readonly FuzzCase[]): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const counts: Record<string, Record<string, number>> = {};
  for (const { specimen, end } of cases) {
    const ends = (counts[specimen] ??= {});
    ends[end] = (ends[end] ?? 0) + 1;
  }
  return counts;
}

/** For each specimen how its cases ended, as a markdown table. */
export function fuzzTable(cases: readonly FuzzCase[]): string {
  const ends = [...new Set(cases.map(({ end }) => end))].sort();
  const specimens = [...new Set(cases.map(({ specimen }) => specimen))].sort();
  const row = (name: string, of: readonly FuzzCase[]): string[] => [
    name,
    String(of.length),
    ...ends.map((end) => String(of.filter((one) => one.end === end).length)),
    String(of.filter(({ isOdd }) => isOdd).length),
    Math.max(...of.map(({ seconds }) => seconds)).toFixed(1),
  ];
  const heading = ['specimen', 'cases', ...ends, 'odd', 'slowest s'];
  return [
    heading,
    heading.map(() => '---'),
    ...specimens.map((name) =>
      row(
        name,
        cases.filter(({ specimen }) => specimen === name),
      ),
    ),
    row('all', cases),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
