import { headWidths, type Exposure, type MeasuredTrack } from '@passerby/street';
import { describe, expect, it } from 'vitest';
import { exposureTable } from './exposure-table.ts';
import type { ClipScore } from './score-clip.ts';
import { summarizeRow } from './summarize-row.ts';

function track(exposedFrames: number[], longestRun = exposedFrames.length): MeasuredTrack {
  return { track: 1, frames: 50, exposedFrames, longestRun, widest: 30 };
}

function score(stratum: ClipScore['stratum'], verdict: ClipScore['verdict'], people: MeasuredTrack[]): ClipScore {
  const byHeadWidth = Object.fromEntries(headWidths.map((bin) => [bin, { frames: 10, covered: 9 }]));
  const exposure = { people, slivers: [], behind: [], texts: [], byHeadWidth, hiddenWithoutNeed: 0.02, frames: 100 };
  return { clip: `${stratum}-00`, stratum, framesPerSecond: 25, verdict, exposure: exposure as unknown as Exposure };
}

const scores = [
  score('size', 'clean', [track([]), track([])]),
  score('speed', 'clean', [track([3]), track([])]),
  score('dusk', 'refused', [track([1, 2, 3, 4], 3)]),
  score('pan', 'refused', [track([])]),
];

describe('summarizeRow', () => {
  it('counts people exposed in so many frames at least', () => {
    const { tracks, etr1, etr3, etr12, longestRunMs, worstStratum } = summarizeRow(scores);
    expect(tracks).toBe(6);
    expect([etr1.value, etr3.value, etr12.value]).toEqual([2 / 6, 1 / 6, 0]);
    expect(longestRunMs).toBe(120);
    expect(worstStratum).toEqual({ stratum: 'dusk', etr1: 1 });
    expect(etr1.low).toBeLessThan(etr1.value);
    expect(etr1.high).toBeGreaterThan(etr1.value);
  });

  it('calls it false assurance when somebody is exposed in a clip that was called clean', () => {
    const { falseAssurance, calledClean } = summarizeRow(scores);
    expect(falseAssurance?.value).toBe(1 / 2);
    expect(calledClean?.value).toBe(1 / 2);
  });

  it('knows no assurance of a tool that checks nothing', () => {
    const { falseAssurance, calledClean } = summarizeRow([score('cut', 'not checked', [track([])])]);
    expect([falseAssurance, calledClean]).toEqual([undefined, undefined]);
  });
});

describe('exposureTable', () => {
  it('has a column for each row of the bench and a line for each real clip', () => {
    const table = exposureTable(
      [{ name: 'ours', summary: summarizeRow(scores), failed: [] }],
      [{ set: 'a.mp4', row: 'ours', boxes: 200, exposed: 1, longestRun: 1, hiddenWithoutNeed: 0.05, isRefused: false }],
    );
    expect(table).toContain('| drawn street | ours |');
    expect(table).toContain('| in 3 or more (ETR3) | 16.7 % (');
    expect(table).toContain('| a.mp4 | ours | 200 | 1 (0.50 %) | 1 | 5.00 % |');
  });
});
