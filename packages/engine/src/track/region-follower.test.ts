import { describe, expect, it } from 'vitest';
import { paintHead, wallPicture } from '../../test/textures.ts';
import { overlapRatio, type Box } from '../frame/box.ts';
import { RawFrame } from '../frame/raw-frame.ts';
import { viewPixels } from '../frame/view-pixels.ts';
import { FollowPicture, followedRegionTrack, RegionFollower } from './region-follower.ts';

const size = { width: 320, height: 180 };
const drawn: Box = { x: 100, y: 70, width: 26, height: 32 };

/** A frame at 25 frames a second in which a head is at the box; `wall` tells scenes apart. */
function picture(index: number, box: Box | undefined, wall = 1): FollowPicture {
  const { data } = wallPicture(wall);
  if (box) paintHead(data, size.width, 7, box);
  const pixels = {
    ...size,
    format: { layout: 'gray', bitDepth: 8, range: 'full', matrix: 'bt601' },
    planes: [{ data, stride: size.width, ...size }],
  } as const;
  const view = viewPixels(pixels);
  using frame = new RawFrame(
    { native: undefined, pixels, writable: () => pixels, view, free: () => {} },
    index,
    index / 25,
  );
  return new FollowPicture(frame);
}

function at(index: number): Box {
  return { ...drawn, x: drawn.x + 3 * index };
}

describe('RegionFollower', () => {
  it.each([1, -1])('follows what is in a drawn box, in direction %d of time', (direction) => {
    const follower = new RegionFollower(picture(0, drawn), drawn);
    for (let step = 1; step <= 30; step++) {
      const box = follower.follow(picture(step * direction, at(step)));
      expect(overlapRatio(box ?? { ...drawn, x: -999 }, at(step))).toBeGreaterThan(0.6);
    }
  });

  it('goes on for a while where it is covered, and stops for good where it stays away', () => {
    const follower = new RegionFollower(picture(0, drawn), drawn);
    const boxes = Array.from({ length: 40 }, (_, step) => follower.follow(picture(step + 1, undefined)));
    expect(boxes[5]).toBeDefined();
    expect(boxes[39]).toBeUndefined();
    expect(follower.follow(picture(41, drawn))).toBeUndefined();
  });

  it('stops at a cut and at the border', () => {
    const cut = new RegionFollower(picture(0, drawn), drawn);
    expect(cut.follow(picture(1, at(1), 2))).toBeUndefined();
    const leaving = new RegionFollower(picture(0, drawn), drawn);
    let steps = 0;
    while (steps < 200 && leaving.follow(picture(steps + 1, at(steps + 1)))) steps++;
    expect(steps).toBeGreaterThan(60);
    expect(steps).toBeLessThan(90);
  });
});

describe('followedRegionTrack', () => {
  const media = { durationSeconds: 4 };
  const sights = Array.from({ length: 50 }, (_, index) => ({ seconds: index / 25, box: at(index) }));

  it('keeps the drawn moment and what a straight line does not tell', () => {
    const track = followedRegionTrack('a'.repeat(16), 1, sights, media);
    expect(track).toMatchObject({ kind: 'region', fromSeconds: 0, throughSeconds: 49 / 25 });
    expect(track.keyframes.map(({ seconds, origin }) => [seconds, origin])).toEqual([
      [0, 'interpolated'],
      [1, 'drawn'],
      [49 / 25, 'interpolated'],
    ]);
  });

  it('lasts to the end of the media where it was followed to the last frame', () => {
    const whole = Array.from({ length: 100 }, (_, index) => ({ seconds: index / 25, box: drawn }));
    expect(followedRegionTrack('a'.repeat(16), 0, whole, media).throughSeconds).toBe(4);
  });
});
