import { describe, expect, it } from 'vitest';
import { speedTable, summarizeSpeed, type SpeedRow } from './speed-table.ts';

const row = (run: string, isBaseline: boolean, wall: readonly number[]): SpeedRow => ({
  clip: 'clip',
  run,
  isBaseline,
  frames: 100,
  costs: wall.map((seconds) => ({
    wallSeconds: seconds,
    cpuSeconds: seconds * 2,
    peakMegabytes: seconds * 100,
    peakOfOneMegabytes: seconds * 100,
    foundLeak: seconds === 5,
  })),
});

describe('the summary of speeds', () => {
  const summaries = summarizeSpeed([
    row('theirs', true, [2, 2, 9]),
    row('ours', true, [1, 4, 4]),
    row('hide', false, [5, 4, 3]),
  ]);

  it('compares medians with the faster of decoding and encoding alone', () => {
    expect(summaries.map(({ wallRatio }) => wallRatio)).toEqual([1, 0.5, 0.5]);
    expect(summaries[2]).toMatchObject({ framesPerSecond: 25, cpuSecondsPer1000Frames: 80, cpuRatio: 0.5 });
  });

  it('keeps the largest memory of all rounds', () => {
    expect(summaries.map(({ peakMegabytes }) => peakMegabytes)).toEqual([900, 400, 500]);
  });

  it('is a markdown table with a line for each run', () => {
    expect(speedTable(summaries).split('\n')).toHaveLength(5);
    expect(speedTable(summaries)).toContain('| clip | hide (leak found: 1 of 3) | 25.0 | 0.50 | 80.0 | 0.50 | 500 |');
  });
});
