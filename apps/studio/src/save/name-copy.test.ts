import { describe, expect, it } from 'vitest';
import { nameCopy, namePlan, nameReport } from './name-copy.ts';

describe('nameCopy', () => {
  it.each([
    ['street.mov', '.mp4', 'street.hidden.mp4'],
    ['a.b.JPG', '.jpg', 'a.b.hidden.jpg'],
    ['clip', '.webm', 'clip.hidden.webm'],
    ['.jpg', '.jpg', '.jpg.hidden.jpg'],
  ])('calls the copy of %s as the command line does', (name, extension, copy) => {
    expect(nameCopy(name, extension)).toBe(copy);
  });
});

describe('namePlan and nameReport', () => {
  it('end in what they are', () => {
    expect([namePlan('street.mov'), nameReport('street.mov')]).toEqual(['street.plan.json', 'street.report.json']);
  });
});
