import { describe, expect, it } from 'vitest';
import { followEdge } from './follow-edge.ts';

describe('followEdge', () => {
  it('jumps to the live edge when over a second behind', () => {
    expect(followEdge(10, 11.1)).toEqual({ seekTo: expect.closeTo(11.02) });
    expect(followEdge(10, 400)).toEqual({ seekTo: expect.closeTo(399.92) });
  });

  it('runs in what is less than a second', () => {
    expect(followEdge(10, 10.5)).toEqual({ rate: 1.1 });
    expect(followEdge(10, 10.2)).toEqual({ rate: 1.03 });
    expect(followEdge(10, 10.1)).toEqual({ rate: 1 });
    expect(followEdge(10, 10)).toEqual({ rate: 0.95 });
  });

  it('comes back from a time that is not there yet', () => {
    expect(followEdge(10, 9)).toEqual({ seekTo: expect.closeTo(8.92) });
    expect(followEdge(3, 0)).toEqual({ seekTo: 0 });
  });

  it('settles from any distance', () => {
    for (const start of [0, 5.2, 9.5, 10.3]) {
      let [playhead, edge] = [start, 10];
      for (let step = 0; step < 200; step++) {
        const next = followEdge(playhead, edge);
        playhead = 'seekTo' in next ? next.seekTo : playhead + 0.067 * next.rate;
        edge += 0.067;
      }
      expect(edge - playhead).toBeGreaterThan(0);
      expect(edge - playhead).toBeLessThan(0.25);
    }
  });
});
