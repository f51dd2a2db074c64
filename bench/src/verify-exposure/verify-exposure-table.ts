import type { ClipVerdict } from './verify-clip.ts';

interface Share {
  readonly count: number;
  readonly of: number;
}

/** What the table says, as numbers. */
export interface VerifyExposureSummary {
  /** Hidden clips without exposure that verify calls clean; at least 90 % are wanted. */
  readonly cleanAlone: Share;
  readonly cleanWithPlan: Share;
  /** Clips with one head left clear that verify finds a face in; at least 95 % are wanted. */
  readonly foundAlone: Share;
  readonly foundWithPlan: Share;
}

/** Counts verdicts. */
export function summarizeVerdicts(verdicts: readonly ClipVerdict[]): VerifyExposureSummary {
  const unexposed = verdicts.filter(({ isExposed }) => !isExposed);
  const planted = verdicts.flatMap((verdict) => verdict.planted ?? []).filter(({ isClear }) => isClear);
  return {
    cleanAlone: share(unexposed, ({ alone }) => alone.length === 0),
    cleanWithPlan: share(unexposed, ({ withPlan }) => withPlan.length === 0),
    foundAlone: share(planted, ({ alone }) => alone.includes('face')),
    foundWithPlan: share(planted, ({ withPlan }) => withPlan.includes('face')),
  };
}

/** The table, in Markdown. */
export function verifyExposureTable(summary: VerifyExposureSummary): string {
  return [
    '| drawn-street clips | without the plan | with the plan | wanted |',
    '|---|---|---|---|',
    `| hidden, nobody exposed: called clean | ${cell(summary.cleanAlone)} | ${cell(summary.cleanWithPlan)} | 90 % |`,
    `| one head clear for 5 frames: found | ${cell(summary.foundAlone)} | ${cell(summary.foundWithPlan)} | 95 % |`,
  ].join('\n');
}

function share<T>(all: readonly T[], passes: (one: T) => boolean): Share {
  return { count: all.filter(passes).length, of: all.length };
}

function cell({ count, of }: Share): string {
  return `${count} of ${of} (${((100 * count) / Math.max(1, of)).toFixed(1)} %)`;
}
