import { describe, expect, it } from 'vitest';
import type { PictureScore } from './score-picture.ts';
import { recallTable } from './recall-table.ts';
import { shareInterval, summarize } from './summarize.ts';

const scores: PictureScore[] = [
  {
    labels: [
      { name: 'face', heightClass: '16-24', isCovered: true },
      { name: 'face', heightClass: '80+', isCovered: false },
      { name: 'face', heightClass: '24-40', isCovered: true },
    ],
    hiddenWithoutNeed: 0.02,
    isEmpty: false,
  },
  { labels: [], hiddenWithoutNeed: 0.04, isEmpty: true },
];

describe('summarize', () => {
  it('adds up boxes by height and averages over pictures', () => {
    const summary = summarize(scores);
    expect(summary.byHeight['16-24']).toEqual({ boxes: 1, covered: 1 });
    expect(summary.from24).toEqual({ boxes: 2, covered: 1 });
    expect(summary.all).toEqual({ boxes: 3, covered: 2 });
    expect(summary.hiddenWithoutNeed).toBeCloseTo(0.03);
    expect(summary.hiddenWhereNothingIs).toBeCloseTo(0.04);
  });

  it('knows no share of nothing', () => {
    expect(summarize([]).hiddenWhereNothingIs).toBeUndefined();
    expect(summarize([]).all).toEqual({ boxes: 0, covered: 0 });
  });
});

describe('shareInterval', () => {
  it('gives the interval of a share, also where all are covered', () => {
    const [low, high] = shareInterval({ boxes: 1153, covered: 1131 });
    expect(low).toBeCloseTo(0.971, 3);
    expect(high).toBeCloseTo(0.987, 3);
    expect(shareInterval({ boxes: 33, covered: 33 })[0]).toBeCloseTo(0.896, 2);
    expect(shareInterval({ boxes: 0, covered: 0 })).toEqual([0, 1]);
  });
});

describe('recallTable', () => {
  it('prints one line a row, with numbers behind every share', () => {
    const table = recallTable([
      { set: 'faces', faceModel: 'yunet', text: 'none', summary: summarize(scores), failed: [] },
    ]);
    expect(table.split('\n')).toHaveLength(3);
    expect(table).toContain('| faces | yunet | none | 2 | – | 100.0 (1/1) | 50.0 (1/2) | 66.7 (2/3) (');
    expect(table).toContain('| 3.00 % | 0 |');
  });
});
