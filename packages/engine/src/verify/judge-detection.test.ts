import { describe, expect, it } from 'vitest';
import type { Detection } from '../detect/detection.ts';
import { createPixels } from '../../test/sample-frame.ts';
import { viewPixels } from '../frame/view-pixels.ts';
import { parseColor } from '../hide/sample-color.ts';
import { judgeDetection, type JudgedMoment, type Judging, type PlannedMoment } from './judge-detection.ts';

const region = { x: 100, y: 100, width: 60, height: 60 };
const planned: PlannedMoment = { settings: { preset: 'head', text: 'all' }, hidden: [region], kept: [] };
const format = { layout: 'gray', bitDepth: 8, range: 'full', matrix: 'bt601' } as const;
const noise = createPixels(640, 360, format, 3);
/** What tells fills without a plan: the picture, all of it noise or of one brightness. */
const unplanned = (brightness?: number): JudgedMoment => {
  const planes = noise.planes.map((plane) => ({ ...plane, data: plane.data.map((value) => brightness ?? value) }));
  return { picture: viewPixels({ ...noise, planes }), fillColor: parseColor('#808080') };
};
const moment: JudgedMoment = { ...unplanned(), planned };
const momentOf = (changes: Partial<PlannedMoment>): JudgedMoment => ({
  ...moment,
  planned: { ...planned, ...changes },
});
const judging: Judging = { leakScore: 0.5, confirmsText: false };
const face = (x: number, score = 0.9): Detection => ({
  kind: 'face',
  box: { x, y: 105, width: 40, height: 50 },
  score,
});

describe('judgeDetection', () => {
  it('takes a face in the fill for the fill', () => {
    expect(judgeDetection(face(110), moment, judging)).toBeUndefined();
  });

  it('takes a filled head on visible shoulders for the fill', () => {
    const bust: Detection = { kind: 'face', box: { x: 70, y: 70, width: 120, height: 120 }, score: 0.9 };
    expect(judgeDetection(bust, moment, judging)).toBeUndefined();
  });

  it('calls a face beside the fill a leak, a weak one a notice', () => {
    expect(judgeDetection(face(150), moment, judging)).toBe('leak');
    expect(judgeDetection(face(150, 0.3), moment, judging)).toBe('notice');
  });

  it('joins regions that cover a face together', () => {
    const halves = [
      { ...region, width: 20 },
      { ...region, x: 120, width: 40 },
    ];
    expect(judgeDetection(face(100), momentOf({ hidden: halves }), judging)).toBeUndefined();
  });

  it('accepts what is kept on purpose, and text where text stays', () => {
    expect(judgeDetection(face(110), momentOf({ hidden: [], kept: [region] }), judging)).toBe('accepted');
    const text: Detection = { kind: 'text', box: { x: 300, y: 105, width: 90, height: 20 }, score: 0.9 };
    expect(judgeDetection(text, momentOf({ settings: { preset: 'head', text: 'none' } }), judging)).toBe('accepted');
    expect(judgeDetection(text, moment, judging)).toBe('leak');
  });

  it('lets everything found count where there is no plan', () => {
    expect(judgeDetection(face(110), unplanned(), judging)).toBe('leak');
  });

  it('takes constant colour for a fill where no plan says where faces were, or no original where text was', () => {
    const text: Detection = { ...face(110), kind: 'text' };
    for (const brightness of [128, 0, 250]) {
      expect(judgeDetection(face(110), unplanned(brightness), judging)).toBeUndefined();
      expect(judgeDetection(text, unplanned(brightness), judging)).toBeUndefined();
    }
    const flatAndPlanned = { ...unplanned(128), planned };
    expect(judgeDetection(face(300), flatAndPlanned, judging)).toBe('leak');
    expect(judgeDetection(text, { ...flatAndPlanned, planned: { ...planned, hidden: [] } }, judging)).toBeUndefined();
  });

  it('calls a line of text a leak, and what is at most one letter a notice unless the original will tell', () => {
    const line: Detection = { kind: 'text', box: { x: 20, y: 20, width: 60, height: 20 }, score: 0.9 };
    expect(judgeDetection(line, unplanned(), judging)).toBe('leak');
    const letter = { ...line, box: { ...line.box, width: 20 } };
    for (const known of [unplanned(), moment]) {
      expect(judgeDetection(letter, known, judging)).toBe('notice');
      expect(judgeDetection(letter, known, { ...judging, confirmsText: true })).toBe('leak');
    }
  });

  it('calls short text that a fill cuts off a notice, and a long line beside a fill a leak', () => {
    const beside: Detection = { kind: 'text', box: { x: 162, y: 110, width: 40, height: 20 }, score: 0.9 };
    expect(judgeDetection(beside, moment, judging)).toBe('notice');
    expect(judgeDetection({ ...beside, box: { ...beside.box, width: 80 } }, moment, judging)).toBe('leak');
  });
});
