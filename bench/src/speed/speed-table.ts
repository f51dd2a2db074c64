import type { Cost } from './measure-command.ts';
import { median } from './median.ts';

/** One round. */
export interface RunCost extends Cost {
  /** Its check found a leak in the output, which was discarded. */
  readonly foundLeak: boolean;
}

/** All rounds of one run on one clip. */
export interface SpeedRow {
  readonly clip: string;
  readonly run: string;
  readonly isBaseline: boolean;
  readonly frames: number;
  readonly costs: readonly RunCost[];
}

/** Medians over the rounds, and how they compare with decoding and encoding alone. */
export interface SpeedSummary {
  readonly clip: string;
  readonly run: string;
  readonly framesPerSecond: number;
  /** Median frames per second by that of the fastest baseline. */
  readonly wallRatio: number;
  readonly cpuSecondsPer1000Frames: number;
  /** Median processor time of the most frugal baseline by this one's. */
  readonly cpuRatio: number;
  readonly peakMegabytes: number | undefined;
  /** Rounds whose output was discarded by its check. */
  readonly leaks: number;
  readonly rounds: number;
}

/** Compares every row with the baselines of its clip. */
export function summarizeSpeed(rows: readonly SpeedRow[]): SpeedSummary[] {
  return rows.map(({ clip, run, frames, costs }) => {
    const baselines = rows.filter((row) => row.clip === clip && row.isBaseline);
    const wall = median(costs.map((cost) => cost.wallSeconds));
    const cpu = median(costs.map((cost) => cost.cpuSeconds));
    const best = (of: (cost: Cost) => number): number =>
      Math.min(...baselines.map((baseline) => median(baseline.costs.map(of))));
    const peaks = costs.flatMap((cost) => cost.peakMegabytes ?? []);
    return {
      clip,
      run,
      framesPerSecond: frames / wall,
      wallRatio: best((cost) => cost.wallSeconds) / wall,
      cpuSecondsPer1000Frames: (cpu * 1000) / frames,
      cpuRatio: best((cost) => cost.cpuSeconds) / cpu,
      peakMegabytes: peaks.length === 0 ? undefined : Math.max(...peaks),
      leaks: costs.filter((cost) => cost.foundLeak).length,
      rounds: costs.length,
    };
  });
}

/** The summaries as a markdown table. */
export function speedTable(summaries: readonly SpeedSummary[]): string {
  const heading = ['clip', 'run', 'fps', 'of decode + encode', 'CPU s per 1000 frames', 'CPU ratio', 'peak MB'];
  const lines = summaries.map((row) => [
    row.clip,
    row.leaks === 0 ? row.run : `${row.run} (leak found: ${row.leaks} of ${row.rounds})`,
    row.framesPerSecond.toFixed(1),
    row.wallRatio.toFixed(2),
    row.cpuSecondsPer1000Frames.toFixed(1),
    row.cpuRatio.toFixed(2),
    row.peakMegabytes?.toFixed(0) ?? '–',
  ]);
  return [heading, heading.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
