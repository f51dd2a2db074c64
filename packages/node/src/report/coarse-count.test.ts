import { describe, expect, it } from 'vitest';
import { coarseCount } from './coarse-count.ts';

describe('coarseCount', () => {
  it('tells nothing finer than its five classes', () => {
    expect([0, 1, 2, 5, 6, 20, 21, 4000].map(coarseCount)).toEqual([
      '0',
      '1',
      '2-5',
      '2-5',
      '6-20',
      '6-20',
      '20+',
      '20+',
    ]);
  });
});
