import { describe, expect, it } from 'vitest';
import { paintHead, paintWall } from '../../test/textures.ts';
import type { Box } from '../frame/box.ts';
import { coveredRatio } from '../frame/box.ts';
import { coverWhole, findChangedAreas } from './changed-areas.ts';
import { stackLuma } from './frame-history.ts';
import type { LumaPicture } from './luma-picture.ts';

/** The small pictures of a wall, with a head before it where one is given. */
function picture(head?: Box, seed = 1, brighter: (at: number) => number = () => 0): readonly LumaPicture[] {
  const data = new Uint8Array(320 * 180);
  paintWall(data, 320, seed);
  if (head) paintHead(data, 320, 7, head);
  for (let at = 0; at < data.length; at++) data[at] = Math.min(255, (data[at] as number) + brighter(at));
  return stackLuma({ width: 320, height: 180, data, step: 4 });
}

const inFrame = ({ x, y, width, height }: Box): Box => ({ x: x * 4, y: y * 4, width: width * 4, height: height * 4 });
const here = { x: 40, y: 60, width: 16, height: 20 };
const there = { x: 200, y: 70, width: 16, height: 20 };

describe('findChangedAreas', () => {
  it('finds where somebody was and where they are now, and nothing else', () => {
    const areas = findChangedAreas(picture(here), picture(there)) ?? expect.fail('all changed');
    expect(areas).toHaveLength(2);
    for (const head of [here, there]) {
      expect(areas.some((area) => coveredRatio(inFrame(head), area) === 1)).toBe(true);
    }
    expect(areas.reduce((sum, { width, height }) => sum + width * height, 0)).toBeLessThan(0.1 * 1280 * 720);
  });

  it('finds nothing where nothing but noise changed', () => {
    const noisy = picture(here, 1, (at) => (at * 7919) % 7);
    expect(findChangedAreas(picture(here), noisy)).toEqual([]);
  });

  it.each([
    ['another scene', picture(undefined, 2)],
    ['a flash', picture(undefined, 1, () => 60)],
    ['another size', stackLuma({ width: 160, height: 90, data: new Uint8Array(160 * 90), step: 8 })],
  ])('says that everything changed for %s', (_, after) => {
    expect(findChangedAreas(picture(), after)).toBeUndefined();
  });
});

describe('coverWhole', () => {
  it('widens an area until it holds all that it touches, one thing leading to the next', () => {
    const things = [
      { x: 8, y: 0, width: 10, height: 10 },
      { x: 17, y: 5, width: 10, height: 10 },
      { x: 60, y: 0, width: 10, height: 10 },
    ];
    expect(coverWhole([{ x: 0, y: 0, width: 10, height: 10 }], things)).toEqual([
      { x: 0, y: 0, width: 27, height: 15 },
    ]);
  });
});
