import fc from 'fast-check';
import { describe, it } from 'vitest';
import { Canvas, chain, invert, mapPoint, placeAt, type Affine } from './canvas.ts';
import type { Sprite } from './sprite.ts';

/** A square of one opaque colour, 8 units wide. */
const square: Sprite = {
  frame: { x: 0, y: 0, width: 8, height: 8 },
  levels: [{ width: 8, height: 8, pixels: new Uint8Array(8 * 8 * 4).fill(255) }],
};

const anyPlace = fc
  .record({
    x: fc.double({ min: -20, max: 52, noNaN: true }),
    y: fc.double({ min: -20, max: 40, noNaN: true }),
    scale: fc.double({ min: 0.5, max: 3, noNaN: true }),
    mirrored: fc.boolean(),
    degrees: fc.double({ min: -180, max: 180, noNaN: true }),
  })
  .map(({ x, y, scale, mirrored, degrees }) => placeAt(x, y, mirrored ? -scale : scale, scale, degrees));

const everywhere = (): boolean => true;

describe('affine maps', () => {
  it('are undone by their inverse', () => {
    fc.assert(
      fc.property(anyPlace, fc.integer(), fc.integer(), (map: Affine, x, y) => {
        const bound = { x: x % 1000, y: y % 1000 };
        const back = mapPoint(chain(invert(map), map), bound);
        return Math.abs(back.x - bound.x) < 1e-6 && Math.abs(back.y - bound.y) < 1e-6;
      }),
    );
  });
});

describe('the share of a sprite that is seen', () => {
  it('is that of its solid pixels inside the picture when nothing is drawn over it', () => {
    fc.assert(
      fc.property(anyPlace, (map) => {
        const canvas = new Canvas(32, 20);
        canvas.restart();
        const stamp = canvas.draw(square, map, true);
        let all = 0;
        let inside = 0;
        for (const [index, solid] of stamp.solid.entries()) {
          const x = stamp.x + (index % stamp.width);
          const y = stamp.y + Math.floor(index / stamp.width);
          all += solid;
          if (x >= 0 && y >= 0 && x < 32 && y < 20) inside += solid;
        }
        return canvas.visibleShare(stamp, everywhere) === (all === 0 ? 0 : inside / all);
      }),
    );
  });

  it('never grows when more is drawn', () => {
    fc.assert(
      fc.property(anyPlace, fc.array(anyPlace, { maxLength: 4 }), (first, more) => {
        const canvas = new Canvas(32, 20);
        canvas.restart();
        const stamp = canvas.draw(square, first, true);
        let before = canvas.visibleShare(stamp, everywhere);
        for (const place of more) {
          canvas.draw(square, place);
          const after = canvas.visibleShare(stamp, everywhere);
          if (after > before) return false;
          before = after;
        }
        return true;
      }),
    );
  });

  it('is nothing under a larger sprite at the same place', () => {
    fc.assert(
      fc.property(anyPlace, (place) => {
        const canvas = new Canvas(32, 20);
        canvas.restart();
        const stamp = canvas.draw(square, place, true);
        const larger = chain(place, { a: 2, b: 0, c: 0, d: 2, e: -4, f: -4 });
        canvas.draw(square, larger);
        return canvas.visibleShare(stamp, everywhere) === 0;
      }),
    );
  });
});
