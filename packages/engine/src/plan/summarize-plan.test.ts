import { describe, expect, it } from 'vitest';
import { samplePlan, sampleTrack } from '../../test/sample-plan.ts';
import { summarizePlan } from './summarize-plan.ts';

function planOf(count: number): ReturnType<typeof samplePlan> {
  const ids = Array.from({ length: count }, (_, index) => index.toString(16).padStart(16, '0'));
  return samplePlan({ tracks: ids.map((id) => sampleTrack({ id })) });
}

describe('summarizePlan', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    [2, '2-5'],
    [5, '2-5'],
    [6, '6-20'],
    [20, '6-20'],
    [21, '20+'],
    [3000, '20+'],
  ])('says %d as %s', (count, total) => {
    expect(summarizePlan(planOf(count)).hidden.face).toBe(total);
  });

  it('tells kinds apart, and hidden from kept', () => {
    const tracks = [
      sampleTrack({ id: '0'.repeat(16) }),
      sampleTrack({ id: '1'.repeat(16), kind: 'text' }),
      sampleTrack({ id: '2'.repeat(16), keep: { reason: 'the speaker' } }),
    ];
    expect(summarizePlan(samplePlan({ tracks }))).toEqual({
      hidden: { face: '1', text: '1', region: '0' },
      kept: '1',
    });
  });
});
