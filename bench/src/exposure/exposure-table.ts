import { headWidths } from '@passerby/street';
import type { Estimate } from './bootstrap.ts';
import type { RealSummary } from './score-real-clip.ts';
import type { RowSummary } from './summarize-row.ts';

/** One tool, or one way to use it. */
export interface ExposureRow {
  readonly name: string;
  readonly summary: RowSummary;
  /** Clips that gave no output at all, and why. They are in no share. */
  readonly failed: readonly { readonly clip: string; readonly why: string }[];
}

/** The tables, in Markdown: one column for each row of the bench, then the real clips. */
export function exposureTable(rows: readonly ExposureRow[], real: readonly RealSummary[]): string {
  const line = (label: string, cell: (row: RowSummary) => string): string =>
    `| ${label} | ${rows.map(({ summary }) => cell(summary)).join(' | ')} |`;
  const drawn = [
    `| drawn street | ${rows.map(({ name }) => name).join(' | ')} |`,
    `|---|${rows.map(() => '---|').join('')}`,
    line('clips, people who count', ({ clips, tracks }) => `${clips}, ${tracks}`),
    line('exposed in 1 frame or more (ETR1)', ({ etr1 }) => percent(etr1)),
    line('in 3 or more (ETR3)', ({ etr3 }) => percent(etr3)),
    line('in 12 or more (ETR12)', ({ etr12 }) => percent(etr12)),
    line('longest exposed run', ({ longestRunMs }) => `${longestRunMs.toFixed(0)} ms`),
    line(
      'worst stratum, its ETR1',
      ({ worstStratum: { stratum, etr1 } }) => `${stratum}, ${(100 * etr1).toFixed(1)} %`,
    ),
    line('hidden without need', ({ hiddenWithoutNeed }) => percent(hiddenWithoutNeed)),
    line('false assurance', ({ falseAssurance }) => percent(falseAssurance)),
    line('unexposed clips called clean', ({ calledClean }) => percent(calledClean)),
    ...headWidths.map((bin) =>
      line(`frames covered, heads ${bin} px`, ({ frameRecall }) => percent(frameRecall[bin].recall, 2)),
    ),
    line('slivers: people exposed', ({ slivers }) => `${slivers.exposed} of ${slivers.tracks}`),
    line('from behind: people exposed', ({ behind }) => `${behind.exposed} of ${behind.tracks}`),
    line(
      'text: exposed, frames covered',
      ({ texts }) => `${texts.exposed} of ${texts.tracks}, ${(100 * texts.frameRecall).toFixed(2)} %`,
    ),
    `| clips without output | ${rows.map(({ failed }) => failed.length).join(' | ')} |`,
  ];
  if (real.length === 0) return drawn.join('\n');
  return [
    ...drawn,
    '',
    '| real clips | row | boxes of 16 px and more | exposed | longest run, frames | hidden without need |',
    '|---|---|---|---|---|---|',
    ...real.map(
      ({ set, row, boxes, exposed, longestRun, hiddenWithoutNeed }) =>
        `| ${set} | ${row} | ${boxes} | ${exposed} (${((100 * exposed) / Math.max(1, boxes)).toFixed(2)} %) | ${longestRun} | ${(100 * hiddenWithoutNeed).toFixed(2)} % |`,
    ),
  ].join('\n');
}

function percent(estimate: Estimate | undefined, digits = 1): string {
  if (!estimate) return '–';
  const [value, low, high] = [estimate.value, estimate.low, estimate.high].map((share) =>
    (100 * share).toFixed(digits),
  );
  return `${value} % (${low}–${high})`;
}
