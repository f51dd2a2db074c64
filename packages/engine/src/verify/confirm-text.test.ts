import { describe, expect, it } from 'vitest';
import { playClip, scriptedDetector } from '../../test/scripted-clip.ts';
import type { Detection } from '../detect/detection.ts';
import { growBox, type Box } from '../frame/box.ts';
import { liveFrames } from '../frame/raw-frame.ts';
import { confirmText } from './confirm-text.ts';
import { mapAreas } from './fill-map.ts';
import type { FrameFinding } from './finding.ts';

const clip = { frameCount: 30, framesPerSecond: 30, width: 320, height: 180 };
const line: Box = { x: 100, y: 50, width: 60, height: 12 };
const text = (seconds: number, box = line): FrameFinding => ({
  seconds,
  kind: 'text',
  severity: 'leak',
  score: 0.8,
  box,
});
const seen = (box: Box): Detection => ({ kind: 'text', box, score: 0.7 });

describe('confirmText', () => {
  it('keeps what the original shows at the same place, and drops the rest', async () => {
    const detector = scriptedDetector((frame) => (frame === 10 ? [seen({ ...line, x: 110 })] : []), 'text');
    const findings = [text(10 / 30), text(10 / 30, { ...line, y: 120 }), text(20 / 30)];
    expect(await confirmText(findings, playClip(clip), detector)).toEqual([
      { ...text(10 / 30), box: { ...line, x: 110, width: 50 } },
    ]);
    expect(detector.looked).toEqual([10, 20]);
    expect(liveFrames()).toBe(0);
  });

  it('drops what surrounds a line that is hidden already, and keeps a line of which half is clear', async () => {
    const car: Box = { x: 60, y: 10, width: 150, height: 120 };
    const detector = scriptedDetector(() => [seen(line)], 'text');
    const finding = (box: Box, hidden: Box): FrameFinding => ({ ...text(10 / 30, box), fill: mapAreas(box, [hidden]) });
    const aroundHidden = finding(car, growBox(line, 0.2, 0.2, 0.2));
    const half = finding({ ...line, x: 130, width: 30 }, { ...line, width: 30 });
    expect(await confirmText([aroundHidden, half], playClip(clip), detector)).toEqual([text(10 / 30, half.box)]);
    const aroundClear = finding(car, { x: 0, y: 0, width: 80, height: 40 });
    expect(await confirmText([aroundClear], playClip(clip), detector)).toEqual([text(10 / 30)]);
  });

  it('passes everything else on, without looking at the original at all', async () => {
    const detector = scriptedDetector(() => [], 'text');
    const face: FrameFinding = { ...text(0), kind: 'face' };
    expect(await confirmText([face], playClip(clip), detector)).toEqual([face]);
    expect(detector.looked).toEqual([]);
  });

  it('keeps what it cannot check: moments that the original does not have', async () => {
    const detector = scriptedDetector(() => [], 'text');
    const late = text(7);
    expect(await confirmText([late], playClip(clip), detector)).toEqual([late]);
  });

  it('rejects when the detector fails: that is no confirmation', async () => {
    const broken = scriptedDetector(() => {
      throw new Error('boom');
    }, 'text');
    await expect(confirmText([text(0)], playClip(clip), broken)).rejects.toThrow('boom');
    expect(liveFrames()).toBe(0);
  });
});
