import { describe, expect, it } from 'vitest';
import { formatMoment, formatWait } from './format-time.ts';

describe('formatMoment', () => {
  it.each([
    [0, '0:00.00'],
    [7.125, '0:07.13'],
    [59.999, '1:00.00'],
    [3723.4, '1:02:03.40'],
  ])('writes %d s as %s', (seconds, text) => {
    expect(formatMoment(seconds)).toBe(text);
  });
});

describe('formatWait', () => {
  it.each([
    [0.2, '1 s'],
    [40.3, '41 s'],
    [61, '2 min'],
    [4800, '1 h 20 min'],
  ])('writes %d s as %s', (seconds, text) => {
    expect(formatWait(seconds)).toBe(text);
  });
});
