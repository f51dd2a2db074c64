import { describe, expect, it } from 'vitest';
import { paintHead, wallPicture } from '../../test/textures.ts';
import type { Box } from '../frame/box.ts';
import { FrameHistory, stackLuma } from './frame-history.ts';
import { measureSpeed } from './measure-speed.ts';
import { noMotion } from './motion.ts';

const size = { width: 24, height: 30 };

/** Three frames, 25 a second, in which a head is where `place` says; nowhere else is anything but wall. */
function filmHead(place: (frame: number) => Box | undefined, cutAt?: number): FrameHistory {
  const history = new FrameHistory(3);
  history.resize(320, 180);
  for (let index = 0; index < 3; index++) {
    const picture = wallPicture(1);
    const box = place(index);
    if (box) paintHead(picture.data, picture.width, 7, box);
    const lumas = stackLuma(picture);
    history.add({ index, seconds: index / 25, lumas, motion: noMotion, isCut: index === cutAt, isBlind: false });
  }
  return history;
}

const runner = (pixelsAFrame: number) => (frame: number) => ({ x: 140 + (frame - 1) * pixelsAFrame, y: 70, ...size });

describe('measureSpeed', () => {
  it('measures who runs more than a head a frame from the frames beside the only sight', () => {
    const speed = measureSpeed(filmHead(runner(32)), 1, runner(32)(1));
    expect(speed.x).toBeCloseTo(32 * 25, -2);
    expect(Math.abs(speed.y)).toBeLessThan(40);
  });

  it('takes who stands, and a piece of the wall, for standing', () => {
    expect(measureSpeed(filmHead(runner(0)), 1, runner(0)(1))).toEqual({ x: 0, y: 0, growth: 0 });
    const wall = filmHead(() => undefined);
    expect(measureSpeed(wall, 1, runner(0)(1))).toEqual({ x: 0, y: 0, growth: 0 });
  });

  it('believes in no speed where the thing comes from one side and goes back to it', () => {
    const back = (frame: number): Box => runner(32)(frame === 0 ? 2 : frame);
    expect(measureSpeed(filmHead(back), 1, back(1))).toEqual({ x: 0, y: 0, growth: 0 });
  });

  it('compares nothing across a cut', () => {
    const { x } = measureSpeed(filmHead(runner(32), 2), 1, runner(32)(1));
    expect(x).toBeCloseTo(32 * 25, -2);
    const both = (frame: number): Box | undefined => (frame === 0 ? undefined : runner(32)(frame));
    expect(measureSpeed(filmHead(both, 2), 1, runner(32)(1))).toEqual({ x: 0, y: 0, growth: 0 });
  });
});
