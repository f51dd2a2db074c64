import type { RecallRow } from './recall-rows.ts';
import { shareInterval, type Tally } from './summarize.ts';

/** The rows as a markdown table. */
export function recallTable(rows: readonly RecallRow[]): string {
  const heading = [
    'set',
    'face model',
    '--text',
    'pictures',
    '10–16 px',
    '16–24 px',
    '≥ 24 px',
    'all (95 %)',
    'hidden without need',
    'failed',
  ];
  const lines = rows.map(({ set, faceModel, text, summary, failed }) => [
    set,
    faceModel,
    text,
    String(summary.pictures),
    share(summary.byHeight['10-16']),
    share(summary.byHeight['16-24']),
    share(summary.from24),
    `${share(summary.all)} (${shareInterval(summary.all)
      .map((bound) => (100 * bound).toFixed(1))
      .join('–')})`,
    percent(summary.hiddenWithoutNeed),
    String(failed.length),
  ]);
  return [heading, heading.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function share({ boxes, covered }: Tally): string {
  return boxes === 0 ? '–' : `${((100 * covered) / boxes).toFixed(1)} (${covered}/${boxes})`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(2)} %`;
}
