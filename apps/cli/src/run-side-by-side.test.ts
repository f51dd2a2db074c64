import { describe, expect, it } from 'vitest';
import { runSideBySide } from './run-side-by-side.ts';

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('runSideBySide', () => {
  it('gives results in the order of the items, with no more at work than there are lanes', async () => {
    let working = 0;
    let most = 0;
    const results = await runSideBySide([1, 2, 3, 4, 5], 2, async (item) => {
      most = Math.max(most, (working += 1));
      await soon();
      working -= 1;
      return item * 10;
    });
    expect(results).toEqual([10, 20, 30, 40, 50]);
    expect(most).toBe(2);
  });

  it('begins nothing after a rejection and waits for what was begun', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const run = runSideBySide([1, 2, 3, 4], 2, async (item) => {
      begun.push(item);
      if (item === 1) throw new Error('stop');
      await soon();
      ended.push(item);
    });
    await expect(run).rejects.toThrow('stop');
    expect(begun).toEqual([1, 2]);
    expect(ended).toEqual([2]);
  });
});
