import { describe, expect, it } from 'vitest';
import { samplePlan, sampleTrack } from '../../test/sample-plan.ts';
import { rankMoments } from './rank-moments.ts';

const nothing = { findings: [], cuts: [], lastSeconds: 10 };
const box = { x: 300, y: 150, width: 30, height: 40 };

describe('rankMoments', () => {
  it('puts leaks before notices, these before the ends of tracks, cuts and low scores', () => {
    const keyframes = [
      { seconds: 3, box, origin: 'detected' as const, score: 0.95 },
      { seconds: 5, box, origin: 'detected' as const, score: 0.1 },
    ];
    const plan = samplePlan({ tracks: [sampleTrack({ fromSeconds: 3, throughSeconds: 10, keyframes })] });
    const finding = { kind: 'face', score: 0.9, box } as const;
    const findings = [
      { ...finding, seconds: 7, severity: 'notice' as const },
      { ...finding, seconds: 8, severity: 'leak' as const },
      { ...finding, seconds: 9, severity: 'accepted' as const },
    ];
    const ranked = rankMoments({ plan, findings, cuts: [1], lastSeconds: 10 }, 5);
    expect(ranked.map(({ seconds }) => Math.round(seconds))).toEqual([8, 7, 3, 1, 5]);
    expect(ranked[2]?.seconds).toBeLessThan(3);
  });

  it('spreads over the file where nothing is known, one moment never twice', () => {
    const ranked = rankMoments(nothing, 200).map(({ seconds }) => seconds);
    expect(ranked.length).toBeGreaterThan(40);
    const sorted = ranked.toSorted((a, b) => a - b);
    expect(sorted.every((seconds, at) => at === 0 || seconds - sorted[at - 1]! >= 0.15 - 1e-9)).toBe(true);
    expect(Math.min(...ranked)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ranked)).toBeLessThanOrEqual(10);
  });

  it('gives a photo its one moment', () => {
    const plan = samplePlan({
      media: { frameCount: 1, durationSeconds: 0 },
      tracks: [sampleTrack({ throughSeconds: 0 })],
    });
    expect(rankMoments({ ...nothing, plan, lastSeconds: 0 }, 24)).toEqual([{ seconds: 0, risk: expect.any(Number) }]);
  });

  it('shows people at the border', () => {
    const keyframes = [{ seconds: 6, box: { ...box, x: 2 }, origin: 'extended' as const }];
    const plan = samplePlan({ tracks: [sampleTrack({ keyframes })] });
    expect(rankMoments({ ...nothing, plan }, 1)[0]?.seconds).toBe(6);
  });
});
