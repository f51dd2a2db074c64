import { describe, expect, it } from 'vitest';
import { wallPicture } from '../../test/textures.ts';
import { compareSketches, sketchPicture } from './picture-change.ts';

describe('compareSketches', () => {
  it('sees no change between equal pictures', () => {
    expect(compareSketches(sketchPicture(wallPicture(1)), sketchPicture(wallPicture(1)))).toEqual({ mean: 0, area: 0 });
  });

  it('sees how much of the picture changed', () => {
    const other = wallPicture(1);
    other.data.fill(255, 0, (320 * 180) / 3);
    const { area } = compareSketches(sketchPicture(wallPicture(1)), sketchPicture(other));
    expect(area).toBeGreaterThan(0.3);
    expect(area).toBeLessThan(0.37);
  });
});
