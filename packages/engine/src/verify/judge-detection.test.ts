import { describe, expect, it } from 'vitest';
import type { Detection } from '../detect/detection.ts';
import { createPixels } from '../../test/sample-frame.ts';
import { viewPixels } from '../frame/view-pixels.ts';
import { judgeDetection, type PlannedMoment } from './judge-detection.ts';

const region = { x: 100, y: 100, width: 60, height: 60 };
const moment: PlannedMoment = { settings: { preset: 'head', text: 'all' }, hidden: [region], kept: [] };
const format = { layout: 'gray', bitDepth: 8, range: 'full', matrix: 'bt601' } as const;
const noise = createPixels(640, 360, format, 3);
const gray = { ...noise, planes: noise.planes.map((plane) => ({ ...plane, data: plane.data.map(() => 128) })) };
const judge = (
  detection: Detection,
  plan: PlannedMoment | undefined,
  leakScore: number,
  pixels = noise,
): ReturnType<typeof judgeDetection> => judgeDetection(detection, plan, leakScore, viewPixels(pixels));
const face = (x: number, score = 0.9): Detection => ({
  kind: 'face',
  box: { x, y: 105, width: 40, height: 50 },
  score,
});

describe('judgeDetection', () => {
  it('takes a face in the fill for the fill', () => {
    expect(judge(face(110), moment, 0.5)).toBeUndefined();
  });

  it('takes a filled head on visible shoulders for the fill', () => {
    const bust: Detection = { kind: 'face', box: { x: 70, y: 70, width: 120, height: 120 }, score: 0.9 };
    expect(judge(bust, moment, 0.5)).toBeUndefined();
  });

  it('calls a face beside the fill a leak, a weak one a notice', () => {
    expect(judge(face(150), moment, 0.5)).toBe('leak');
    expect(judge(face(150, 0.3), moment, 0.5)).toBe('notice');
  });

  it('joins regions that cover a face together', () => {
    const halves = [
      { ...region, width: 20 },
      { ...region, x: 120, width: 40 },
    ];
    expect(judge(face(100), { ...moment, hidden: halves }, 0.5)).toBeUndefined();
  });

  it('accepts what is kept on purpose, and text where text stays', () => {
    expect(judge(face(110), { ...moment, hidden: [], kept: [region] }, 0.5)).toBe('accepted');
    const text: Detection = { ...face(300), kind: 'text' };
    expect(judge(text, { ...moment, settings: { preset: 'head', text: 'none' } }, 0.5)).toBe('accepted');
    expect(judge(text, moment, 0.5)).toBe('leak');
  });

  it('lets everything found count where there is no plan', () => {
    expect(judge(face(110), undefined, 0.5)).toBe('leak');
  });

  it('takes constant colour for a fill only where there is no plan', () => {
    expect(judge(face(110), undefined, 0.5, gray)).toBeUndefined();
    expect(judge({ ...face(110), kind: 'text' }, undefined, 0.5, gray)).toBeUndefined();
    expect(judge(face(300), moment, 0.5, gray)).toBe('leak');
  });
});
