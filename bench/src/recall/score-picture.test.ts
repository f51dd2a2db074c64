import { describe, expect, it } from 'vitest';
import type { RgbFrame } from '@passerby/street';
import { classifyHeight, scorePicture } from './score-picture.ts';

const width = 100;
const height = 80;

/** A picture with a busy pattern, and gray where `isHidden` says so. */
function draw(isHidden: (x: number, y: number) => boolean): RgbFrame {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = isHidden(x, y) ? 128 : ((x + y) % 2) * 255;
      rgb.fill(value, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
  return { width, height, rgb };
}

const clear = draw(() => false);
const label = { name: 'face', box: { x: 20, y: 20, width: 20, height: 20 } };

function inBox(left: number, top: number, right: number, bottom: number): (x: number, y: number) => boolean {
  return (x, y) => x >= left && x < right && y >= top && y < bottom;
}

describe('scorePicture', () => {
  it('calls nothing covered and nothing hidden in an unchanged picture', () => {
    const score = scorePicture(clear, clear, [label], () => true);
    expect(score).toEqual({
      labels: [{ name: 'face', heightClass: '16-24', isCovered: false }],
      hiddenWithoutNeed: 0,
      isEmpty: false,
    });
  });

  it('calls a box covered where nine tenths of its inner 80 % are hidden', () => {
    // The inner box is 22 to 38; 15 of its 16 rows.
    const covered = scorePicture(clear, draw(inBox(22, 22, 38, 37)), [label], () => true);
    const open = scorePicture(clear, draw(inBox(22, 22, 38, 35)), [label], () => true);
    expect(covered.labels[0]?.isCovered).toBe(true);
    expect(open.labels[0]?.isCovered).toBe(false);
  });

  it('counts as needless only what lies beyond the boxes grown by 60 % per side', () => {
    // Grown, the box reaches from 8 to 52.
    const near = scorePicture(clear, draw(inBox(8, 8, 52, 52)), [label], () => true);
    const beyond = scorePicture(clear, draw(inBox(60, 20, 70, 60)), [label], () => true);
    expect(near.hiddenWithoutNeed).toBe(0);
    expect(beyond.hiddenWithoutNeed).toBeCloseTo(400 / 8000, 2);
  });

  it('neither counts nor excuses labels of other names', () => {
    const score = scorePicture(clear, draw(inBox(20, 20, 40, 40)), [label], (name) => name === 'plate');
    expect(score.labels).toEqual([]);
    expect(score.hiddenWithoutNeed).toBeCloseTo(400 / 8000, 2);
    expect(score.isEmpty).toBe(false);
  });

  it('scores a box that reaches beyond the picture by the part inside', () => {
    const atBorder = { name: 'face', box: { x: 90, y: 70, width: 40, height: 40 } };
    const score = scorePicture(clear, draw(inBox(90, 70, 100, 80)), [atBorder], () => true);
    expect(score.labels[0]?.isCovered).toBe(true);
  });
});

describe('classifyHeight', () => {
  it.each([
    [9.9, undefined],
    [10, '10-16'],
    [16, '16-24'],
    [39.9, '24-40'],
    [79, '40-80'],
    [80, '80+'],
    [2000, '80+'],
  ])('puts %d px into %s', (pixels, heightClass) => {
    expect(classifyHeight(pixels)).toBe(heightClass);
  });
});
