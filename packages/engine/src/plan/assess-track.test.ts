import { describe, expect, it } from 'vitest';
import { samplePlan, sampleTrack } from '../../test/sample-plan.ts';
import { assessTrack } from './assess-track.ts';
import type { PlanKeyframe } from './plan.ts';

const plan = samplePlan();

function sight(seconds: number, score: number, box: Partial<PlanKeyframe['box']> = {}): PlanKeyframe {
  return { seconds, score, box: { x: 200, y: 100, width: 40, height: 50, ...box }, origin: 'detected' };
}

const calm = sampleTrack({ keyframes: [sight(0, 0.9), sight(5, 0.95)] });

describe('assessTrack', () => {
  it('is calm about who is seen well, long, inside, and far from cuts', () => {
    expect(assessTrack(calm, plan, [20])).toEqual({
      bestScore: 0.95,
      isWeak: false,
      isShort: false,
      isAtBorder: false,
      isNearCut: false,
      isSmall: false,
      risk: 0,
    });
  });

  it.each([
    ['isWeak', sampleTrack({ keyframes: [sight(0, 0.3), sight(5, 0.4)] }), []],
    ['isShort', { ...calm, throughSeconds: 0.5 }, []],
    ['isAtBorder', sampleTrack({ keyframes: [sight(0, 0.9, { x: 2 }), sight(5, 0.9)] }), []],
    ['isNearCut', calm, [10.1]],
    [
      'isSmall',
      sampleTrack({ keyframes: [sight(0, 0.9, { width: 7, height: 9 }), sight(5, 0.9, { width: 7, height: 9 })] }),
      [],
    ],
  ] as const)('marks a track that %s', (fact, track, cuts) => {
    const assessed = assessTrack(track, plan, cuts);
    expect(assessed[fact]).toBe(true);
    expect(assessed.risk).toBeGreaterThan(0);
  });

  it('leaves what a person decided alone', () => {
    const weak = sampleTrack({ keyframes: [sight(0, 0.3)] });
    expect(assessTrack({ ...weak, keep: { reason: 'a speaker' } }, plan).risk).toBe(0);
    expect(assessTrack({ ...weak, kind: 'region' }, plan).risk).toBe(0);
  });
});
