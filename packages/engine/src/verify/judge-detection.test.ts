import { describe, expect, it } from 'vitest';
import type { Detection } from '../detect/detection.ts';
import { createPixels } from '../../test/sample-frame.ts';
import { viewPixels } from '../frame/view-pixels.ts';
import { parseColor } from '../hide/sample-color.ts';
import { judgeDetection, type PlannedMoment, type UnplannedMoment } from './judge-detection.ts';

const region = { x: 100, y: 100, width: 60, height: 60 };
const moment: PlannedMoment = { settings: { preset: 'head', text: 'all' }, hidden: [region], kept: [] };
const format = { layout: 'gray', bitDepth: 8, range: 'full', matrix: 'bt601' } as const;
const noise = createPixels(640, 360, format, 3);
/** What tells fills without a plan: the picture, all of it noise or of one brightness. */
const unplanned = (brightness?: number): UnplannedMoment => {
  const planes = noise.planes.map((plane) => ({ ...plane, data: plane.data.map((value) => brightness ?? value) }));
  return { picture: viewPixels({ ...noise, planes }), fillColor: parseColor('#808080') };
};
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
    expect(judgeDetection(face(110), unplanned(), 0.5)).toBe('leak');
  });

  it('takes constant colour for a fill only where there is no plan', () => {
    const text: Detection = { ...face(110), kind: 'text' };
    for (const brightness of [128, 0, 250]) {
      expect(judgeDetection(face(110), unplanned(brightness), 0.5)).toBeUndefined();
      expect(judgeDetection(text, unplanned(brightness), 0.5)).toBeUndefined();
    }
    expect(judgeDetection(face(300), moment, 0.5)).toBe('leak');
  });

  it('calls a line of text a leak without a plan, and what is at most one letter a notice', () => {
    const line: Detection = { kind: 'text', box: { x: 20, y: 20, width: 60, height: 20 }, score: 0.9 };
    expect(judgeDetection(line, unplanned(), 0.5)).toBe('leak');
    expect(judgeDetection({ ...line, box: { ...line.box, width: 20 } }, unplanned(), 0.5)).toBe('notice');
  });
});
