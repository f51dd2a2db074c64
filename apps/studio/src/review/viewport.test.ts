import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxBetween, fitPicture, panBy, toPicture, zoomAt } from './viewport.ts';

const picture = { width: 640, height: 360 };
const stage = { width: 800, height: 800 };

describe('fitPicture', () => {
  it('shows the whole picture in the middle', () => {
    expect(fitPicture(picture, stage)).toEqual({ scale: 1.25, left: 0, top: 175 });
  });
});

describe('zoomAt', () => {
  it('keeps what is under the pointer under the pointer, where there is room', () => {
    const anchor = { x: 400, y: 400 };
    const before = fitPicture(picture, stage);
    const after = zoomAt(before, 4, anchor, picture, stage);
    expect(after.scale).toBe(5);
    expect(toPicture(after, anchor)).toEqual(toPicture(before, anchor));
  });

  it('never shows less than it could: no gap on the larger side, never smaller than the stage', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 20, noNaN: true }),
        fc.integer({ min: 0, max: 800 }),
        fc.integer({ min: 0, max: 800 }),
        (factor, x, y) => {
          const viewport = panBy(
            zoomAt(fitPicture(picture, stage), factor, { x, y }, picture, stage),
            x - 400,
            y - 400,
            picture,
            stage,
          );
          expect(viewport.scale).toBeGreaterThanOrEqual(1.25);
          expect(viewport.left).toBeLessThanOrEqual(0.001);
          expect(viewport.left + picture.width * viewport.scale).toBeGreaterThanOrEqual(stage.width - 0.001);
        },
      ),
    );
  });
});

describe('boxBetween', () => {
  it('takes corners in any order and stays in the picture', () => {
    expect(boxBetween({ x: 700, y: 50 }, { x: 600, y: -20 }, picture)).toEqual({ x: 600, y: 0, width: 40, height: 50 });
  });

  it('is nothing for a click', () => {
    expect(boxBetween({ x: 10, y: 10 }, { x: 10.2, y: 40 }, picture)).toBeUndefined();
  });
});
