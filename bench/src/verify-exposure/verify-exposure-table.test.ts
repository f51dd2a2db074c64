import { describe, expect, it } from 'vitest';
import type { ClipVerdict } from './verify-clip.ts';
import { summarizeVerdicts, verifyExposureTable } from './verify-exposure-table.ts';

const clip: ClipVerdict = {
  seed: 'a',
  stratum: 'street',
  isExposed: false,
  alone: [],
  withPlan: [],
  planted: { isClear: true, alone: ['face'], withPlan: ['face', 'text'] },
};

describe('verifyExposureTable', () => {
  it('counts clean clips among those without exposure, and finds among those with a planted one', () => {
    const verdicts: ClipVerdict[] = [
      clip,
      { ...clip, alone: ['text'], planted: { isClear: true, alone: ['text'], withPlan: [] } },
      { ...clip, isExposed: true, alone: ['face'], planted: undefined },
      { ...clip, isExposed: true, planted: { isClear: false, alone: [], withPlan: [] } },
    ];
    const summary = summarizeVerdicts(verdicts);
    expect(summary).toEqual({
      cleanAlone: { count: 1, of: 2 },
      cleanWithPlan: { count: 2, of: 2 },
      foundAlone: { count: 1, of: 2 },
      foundWithPlan: { count: 1, of: 2 },
    });
    expect(verifyExposureTable(summary)).toContain('called clean | 1 of 2 (50.0 %) | 2 of 2 (100.0 %)');
  });
});
