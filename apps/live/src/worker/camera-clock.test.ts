import { describe, expect, it } from 'vitest';
import { CameraClock } from './camera-clock.ts';

/** Places pictures of 15 fps whose way here takes `delayOf(index)` seconds; the camera's clock reads `cameraOf(index)`. */
function place(
  count: number,
  cameraOf: (index: number) => number | undefined,
  delayOf: (index: number) => number = () => 0.05,
): number[] {
  const clock = new CameraClock();
  return Array.from({ length: count }, (_, index) => clock.place(100 + index / 15 + delayOf(index), cameraOf(index)));
}

function steps(seconds: readonly number[]): number[] {
  return seconds.slice(1).map((second, index) => second - (seconds[index] ?? 0));
}

describe('CameraClock', () => {
  it('places pictures as evenly as the camera took them', () => {
    const seconds = place(
      60,
      (index) => 7000 + index / 15,
      (index) => 0.05 + (index % 7) * 0.01,
    );
    for (const step of steps(seconds.slice(10))) expect(step).toBeCloseTo(1 / 15, 6);
  });

  it('tells that a picture was long on its way', () => {
    const seconds = place(
      60,
      (index) => index / 15,
      (index) => (index === 40 ? 0.9 : 0.05),
    );
    expect(100 + 40 / 15 + 0.9 - (seconds[40] ?? 0)).toBeCloseTo(0.85, 3);
  });

  it.each([3600, -1800])('goes on when the clock jumps by %i s', (jump) => {
    const seconds = place(60, (index) => 5000 + index / 15 + (index >= 30 ? jump : 0));
    for (const step of steps(seconds)) {
      expect(step).toBeGreaterThan(0);
      expect(step).toBeLessThan(0.2);
    }
  });

  it('follows a clock that runs slower or faster than ours', () => {
    for (const drift of [0.999, 1.001]) {
      const seconds = place(15 * 120, (index) => (index / 15) * drift);
      const last = seconds.length - 1;
      expect(Math.abs((seconds[last] ?? 0) - (100 + last / 15))).toBeLessThan(0.1);
    }
  });

  it('ascends strictly, whatever comes', () => {
    const seconds = place(50, (index) => (index % 3 === 0 ? undefined : Math.sin(index) * 1e5));
    for (const step of steps(seconds)) expect(step).toBeGreaterThan(0);
  });
});
