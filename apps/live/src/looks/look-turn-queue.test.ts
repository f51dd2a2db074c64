import { describe, expect, it, vi } from 'vitest';
import { LookTurnQueue, type DetectionKind } from './look-turn-queue.ts';

/** Cameras that always want to look; gives how many turns each had, one after another. */
function run(
  places: number,
  cameras: Readonly<Record<string, readonly DetectionKind[]>>,
  turns: number,
): Readonly<Record<string, number>> {
  const queue = new LookTurnQueue(places);
  const counts: Record<string, number> = {};
  const running: (() => void)[] = [];
  let id = 0;
  const ask = (camera: string, look: DetectionKind): void => {
    const own = id++;
    queue.ask(camera, own, look, () => {
      counts[`${camera} ${look}`] = (counts[`${camera} ${look}`] ?? 0) + 1;
      running.push(() => {
        queue.end(camera, own);
        ask(camera, look);
      });
    });
  };
  for (const [camera, looks] of Object.entries(cameras)) for (const look of looks) ask(camera, look);
  for (let turn = 0; turn < turns; turn++) running.shift()?.();
  return counts;
}

describe('LookTurnQueue', () => {
  it('gives all cameras the same number of turns', () => {
    const counts = run(2, { a: ['face'], b: ['face'], c: ['face'], d: ['face'], e: ['face'] }, 500);
    for (const count of Object.values(counts)) expect(Math.abs(count - 100)).toBeLessThan(3);
  });

  it('lets neither faces nor text starve, also with one place', () => {
    for (const places of [1, 2, 4]) {
      const counts = run(places, { a: ['face', 'text'], b: ['face', 'text'], c: ['face', 'text'] }, 600);
      expect(Object.keys(counts)).toHaveLength(6);
      for (const count of Object.values(counts)) expect(count).toBeGreaterThan(50);
    }
  });

  it('runs no more at a time than there are places, and not text alone', () => {
    const queue = new LookTurnQueue(2);
    const granted: string[] = [];
    for (const [index, camera] of ['a', 'b', 'c'].entries())
      queue.ask(camera, index, 'text', () => granted.push(camera));
    expect(granted).toEqual(['a']);
    queue.ask('d', 9, 'face', () => granted.push('d'));
    expect(granted).toEqual(['a', 'd']);
  });

  it('takes back the turns of a worker that is gone, or that never ends', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const queue = new LookTurnQueue(1);
      const granted: string[] = [];
      queue.ask('a', 1, 'face', () => granted.push('a'));
      queue.ask('b', 1, 'face', () => granted.push('b'));
      queue.forget('a');
      expect(granted).toEqual(['a', 'b']);
      vi.advanceTimersByTime(6000);
      queue.ask('c', 1, 'face', () => granted.push('c'));
      expect(granted).toEqual(['a', 'b', 'c']);
    } finally {
      vi.useRealTimers();
    }
  });
});
