import { AV_NOPTS_VALUE } from 'node-av/constants';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseTickScale, PictureTimes } from './picture-times.ts';

const rate = { num: 25, den: 1 };
const milliseconds = chooseTickScale({ num: 1, den: 1000 });

function ticksOf(units: readonly (number | undefined)[], mayRestart = false): { ticks: number[]; repaired: number } {
  const times = new PictureTimes(milliseconds, rate, mayRestart);
  const ticks = units.map(
    (unit) =>
      times.next({ units: unit === undefined ? AV_NOPTS_VALUE : BigInt(unit), durationUnits: 40n }).ticks /
      milliseconds.ticksPerUnit,
  );
  return { ticks, repaired: times.repaired };
}

describe('the clock of a video', () => {
  it.each([
    { timeBase: { num: 1, den: 12_800 }, timescale: 12_800, ticksPerUnit: 1 },
    { timeBase: { num: 1001, den: 30_000 }, timescale: 30_000, ticksPerUnit: 1001 },
    { timeBase: { num: 1, den: 1000 }, timescale: 16_000, ticksPerUnit: 16 },
    { timeBase: { num: 1, den: 1_000_000_000 }, timescale: 10_000_000, ticksPerUnit: 0.01 },
  ])('counts $timeBase.num/$timeBase.den s without rounding where MP4 can', ({ timeBase, timescale, ticksPerUnit }) => {
    expect(chooseTickScale(timeBase)).toEqual({ timescale, ticksPerUnit });
  });
});

describe('times of pictures', () => {
  it('start at 0 and keep their distances', () => {
    expect(ticksOf([5000, 5040, 5200, 5201])).toEqual({ ticks: [0, 40, 200, 201], repaired: 0 });
  });

  it('go on by the duration where they are missing', () => {
    expect(ticksOf([undefined, undefined, 700, undefined])).toEqual({ ticks: [0, 40, 80, 120], repaired: 0 });
  });

  it('move on by one tick where they repeat or run backwards', () => {
    const { ticks, repaired } = ticksOf([0, 40, 40, 20, 80]);
    expect(ticks).toEqual([0, 40, 40 + 1 / 16, 40 + 2 / 16, 80]);
    expect(repaired).toBe(2);
  });

  it('follow a clock that starts anew, where the container allows that', () => {
    expect(ticksOf([50_000, 50_040, 100, 140], true)).toEqual({ ticks: [0, 40, 80, 120], repaired: 1 });
  });

  it('keep long pauses where it does not', () => {
    expect(ticksOf([0, 40, 60_000])).toEqual({ ticks: [0, 40, 60_000], repaired: 0 });
  });

  it('are set anew after a pause that is longer than MP4 can say, and without a duration that is', () => {
    expect(ticksOf([0, 40, 4e12, 4e12 + 40])).toEqual({ ticks: [0, 40, 80, 120], repaired: 1 });
    const times = new PictureTimes(milliseconds, { num: 1, den: 2 ** 31 - 1 }, false);
    expect(times.next({ units: 0n, durationUnits: 2n ** 40n }).durationTicks).toBe(2 ** 31 - 1);
  });

  it('always increase, by no more than MP4 can say', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.oneof(fc.integer({ min: -1e6, max: 1e6 }), fc.maxSafeInteger()), { nil: undefined })),
        fc.boolean(),
        (units, restart) => {
          const { ticks } = ticksOf(units, restart);
          const steps = ticks.slice(1).map((tick, i) => (tick - (ticks[i] ?? 0)) * milliseconds.ticksPerUnit);
          return (ticks[0] ?? 0) === 0 && steps.every((step) => step > 0 && step < 2 ** 31);
        },
      ),
    );
  });
});
