import { describe, expect, it } from 'vitest';
import { paintHead, wallPicture } from '../../test/textures.ts';
import { stackLuma } from './frame-history.ts';
import { isSamePatch, PatchFollower } from './patch-follower.ts';

const box = { x: 150, y: 70, width: 26, height: 32 };

function headAt(x: number, y: number, dim = 1) {
  const picture = wallPicture(1);
  paintHead(picture.data, picture.width, 7, { ...box, x, y });
  picture.data.forEach((value, at) => (picture.data[at] = value * dim));
  return stackLuma(picture);
}

describe('PatchFollower', () => {
  it('finds a head again that moved by a third of its width', () => {
    const follower = new PatchFollower();
    expect(follower.learn(headAt(150, 70), box)).toBe(true);
    const sighting = follower.find(headAt(158, 67), box);
    expect(sighting?.box.x).toBeCloseTo(158, -0.5);
    expect(sighting?.box.y).toBeCloseTo(67, -0.5);
    expect(sighting?.likeness).toBeGreaterThan(0.8);
  });

  it('finds it in half the light', () => {
    const follower = new PatchFollower();
    follower.learn(headAt(150, 70), box);
    expect(follower.find(headAt(153, 70, 0.5), box)?.likeness).toBeGreaterThan(0.8);
  });

  it('does not take the wall for it', () => {
    const follower = new PatchFollower();
    follower.learn(headAt(150, 70), box);
    expect(follower.find(stackLuma(wallPicture(1)), box)?.likeness).toBeLessThan(0.7);
  });

  it('learns nothing from a blank patch or one outside the picture', () => {
    const blank = { width: 320, height: 180, data: new Uint8Array(320 * 180).fill(90), step: 1 };
    expect(new PatchFollower().learn(stackLuma(blank), box)).toBe(false);
    expect(new PatchFollower().learn(headAt(150, 70), { ...box, x: 400 })).toBe(false);
    expect(new PatchFollower().find(headAt(150, 70), box)).toBeUndefined();
  });
});

describe('isSamePatch', () => {
  it('knows a place again, and a stranger in it', () => {
    const wall = stackLuma(wallPicture(1));
    expect(isSamePatch(wall, box, stackLuma(wallPicture(1)), box)).toBe(true);
    expect(isSamePatch(headAt(150, 70), box, wall, box)).toBe(false);
  });
});
