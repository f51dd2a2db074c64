import { describe, expect, it } from 'vitest';
import type { Detection } from '../detect/detection.ts';
import { judgeDetection, type PlannedMoment } from './judge-detection.ts';

const region = { x: 100, y: 100, width: 60, height: 60 };
const moment: PlannedMoment = { settings: { preset: 'head', text: 'all' }, hidden: [region], kept: [] };
const face = (x: number, score = 0.9): Detection => ({
  kind: 'face',
  box: { x, y: 105, width: 40, height: 50 },
  score,
});

describe('judgeDetection', () => {
  it('takes a face in the fill for the fill', () => {
    expect(judgeDetection(face(110), moment, 0.5)).toBeUndefined();
  });

  it('takes a filled head on visible shoulders for the fill', () => {
    const bust: Detection = { kind: 'face', box: { x: 70, y: 70, width: 120, height: 120 }, score: 0.9 };
    expect(judgeDetection(bust, moment, 0.5)).toBeUndefined();
  });

  it('calls a face beside the fill a leak, a weak one a notice', () => {
    expect(judgeDetection(face(150), moment, 0.5)).toBe('leak');
    expect(judgeDetection(face(150, 0.3), moment, 0.5)).toBe('notice');
  });

  it('joins regions that cover a face together', () => {
    const halves = [
      { ...region, width: 20 },
      { ...region, x: 120, width: 40 },
    ];
    expect(judgeDetection(face(100), { ...moment, hidden: halves }, 0.5)).toBeUndefined();
  });

  it('accepts what is kept on purpose, and text where text stays', () => {
    expect(judgeDetection(face(110), { ...moment, hidden: [], kept: [region] }, 0.5)).toBe('accepted');
    const text: Detection = { ...face(300), kind: 'text' };
    expect(judgeDetection(text, { ...moment, settings: { preset: 'head', text: 'none' } }, 0.5)).toBe('accepted');
    expect(judgeDetection(text, moment, 0.5)).toBe('leak');
  });

  it('lets everything found count where there is no plan', () => {
    expect(judgeDetection(face(110), undefined, 0.5)).toBe('leak');
  });
});
