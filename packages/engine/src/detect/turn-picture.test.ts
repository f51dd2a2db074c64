import { describe, expect, it } from 'vitest';
import { viewPixels } from '../frame/view-pixels.ts';
import type { PictureView } from '../frame/picture-view.ts';
import { turnPicture } from './turn-picture.ts';

/** A gray picture that is bright where `isBright` says so. */
function draw(width: number, height: number, isBright: (x: number, y: number) => boolean): PictureView {
  const data = Uint8Array.from({ length: width * height }, (_, i) =>
    isBright(i % width, Math.floor(i / width)) ? 255 : 0,
  );
  return viewPixels({
    width,
    height,
    format: { layout: 'gray', bitDepth: 8, range: 'full', matrix: 'bt709' },
    planes: [{ data, stride: width, width, height }],
  });
}

describe('turnPicture', () => {
  it('gives the picture itself for no turn', () => {
    const picture = draw(4, 3, (x) => x === 1);
    const turned = turnPicture(picture, 0);
    const whole = { x: 0, y: 0, width: 4, height: 3 };
    expect(turned.sample(whole, 4, 3)).toEqual(picture.sample(whole, 4, 3));
    expect(turned.toUpright({ x: 1, y: 2 })).toEqual({ x: 1, y: 2 });
  });

  it('turns clockwise: what was at the left is at the top', () => {
    const turned = turnPicture(
      draw(30, 20, (x) => x < 5),
      90,
    );
    const shown = turned.sample({ x: 5, y: 0, width: 10, height: 30 }, 2, 6);
    expect(shown[0]).toBeGreaterThan(200);
    expect(shown[10]).toBeLessThan(50);
  });

  it.each([-45, -20, 7, 20, 160])('finds the way back from a mark turned by %i degrees', (degrees) => {
    const mark = { x: 70, y: 25 };
    const picture = draw(100, 60, (x, y) => Math.hypot(x + 0.5 - mark.x, y + 0.5 - mark.y) < 5);
    const turned = turnPicture(picture, degrees);
    const { width, height } = turned;
    const shown = turned.sample({ x: 0, y: 0, width, height }, width, height);
    let [sumX, sumY, sum] = [0, 0, 0];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        // Gray is beyond the borders; the mark is brighter.
        const weight = Math.max(0, shown[y * width + x]! - 140);
        sumX += (x + 0.5) * weight;
        sumY += (y + 0.5) * weight;
        sum += weight;
      }
    }
    const back = turned.toUpright({ x: sumX / sum, y: sumY / sum });
    expect(Math.hypot(back.x - mark.x, back.y - mark.y)).toBeLessThan(1);
  });

  it('shows gray beyond the borders, also in a crop that holds nothing of the picture', () => {
    const turned = turnPicture(
      draw(100, 100, () => true),
      45,
    );
    expect(Math.min(...turned.sample({ x: 0, y: 0, width: 4, height: 4 }, 2, 2))).toBe(128);
    expect(Math.max(...turned.sample({ x: 0, y: 0, width: 4, height: 4 }, 2, 2))).toBe(128);
  });
});
