import { describe, expect, it } from 'vitest';
import { ProgressMeter } from './progress-meter.ts';

describe('ProgressMeter', () => {
  it('tells speed and time left once there is something to tell', () => {
    let now = 0;
    const meter = new ProgressMeter(() => now);
    expect(meter.read({ step: 'look', done: 0, total: 300 })).toMatchObject({ ratio: 0, framesPerSecond: undefined });
    now = 2000;
    expect(meter.read({ step: 'look', done: 100, total: 300 })).toMatchObject({ framesPerSecond: 50, secondsLeft: 4 });
  });

  it('forgets how fast it was some time ago', () => {
    let now = 0;
    const meter = new ProgressMeter(() => now);
    for (let second = 0; second <= 60; second++) {
      now = second * 1000;
      meter.read({ step: 'hide', done: second < 30 ? second * 100 : 3000 + (second - 30) * 10, total: 9000 });
    }
    const { framesPerSecond } = meter.read({ step: 'hide', done: 3300, total: 9000 });
    expect(framesPerSecond).toBeGreaterThan(8);
    expect(framesPerSecond).toBeLessThan(12);
  });

  it('begins anew with every step', () => {
    let now = 0;
    const meter = new ProgressMeter(() => now);
    meter.read({ step: 'look', done: 0, total: 100 });
    now = 1000;
    meter.read({ step: 'look', done: 100, total: 100 });
    now = 1100;
    expect(meter.read({ step: 'hide', done: 0, total: 100 }).framesPerSecond).toBeUndefined();
  });

  it('knows no share of an unknown length', () => {
    expect(new ProgressMeter(() => 0).read({ step: 'look', done: 5 }).ratio).toBeUndefined();
  });
});
