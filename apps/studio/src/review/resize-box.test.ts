import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handles, leastSidePixels, resizeBox } from './resize-box.ts';

const picture = { width: 640, height: 360 };
const box = { x: 100, y: 100, width: 50, height: 40 };

describe('resizeBox', () => {
  it('moves the box and stops at the border', () => {
    expect(resizeBox(box, 'move', 10, -20, picture)).toEqual({ x: 110, y: 80, width: 50, height: 40 });
    expect(resizeBox(box, 'move', 9999, -9999, picture)).toEqual({ x: 590, y: 0, width: 50, height: 40 });
  });

  it('leaves the other corner where it is', () => {
    expect(resizeBox(box, 'nw', -10, 5, picture)).toEqual({ x: 90, y: 105, width: 60, height: 35 });
    expect(resizeBox(box, 'e', 30, 99, picture)).toEqual({ x: 100, y: 100, width: 80, height: 40 });
  });

  it('gives a box in the picture that can be taken hold of again, whatever the pointer does', () => {
    fc.assert(
      fc.property(fc.constantFrom(...handles), fc.double({ noNaN: true }), fc.double({ noNaN: true }), (grip, x, y) => {
        const resized = resizeBox(box, grip, x, y, picture);
        expect(Math.min(resized.width, resized.height)).toBeGreaterThanOrEqual(leastSidePixels);
        expect(resized.x).toBeGreaterThanOrEqual(0);
        expect(resized.x + resized.width).toBeLessThanOrEqual(picture.width);
        expect(resized.y).toBeGreaterThanOrEqual(0);
        expect(resized.y + resized.height).toBeLessThanOrEqual(picture.height);
      }),
    );
  });
});
