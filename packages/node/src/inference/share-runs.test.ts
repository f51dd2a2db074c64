import { OptionsError, type InferenceSession, type Tensor } from '@passerby/engine';
import { describe, expect, it } from 'vitest';
import { shareRuns } from './share-runs.ts';

interface Planted extends InferenceSession {
  readonly asked: Tensor[];
  end(): void;
  fail(error: Error): void;
}

/** A session whose runs end when they are told to. */
function plant(memory = new ArrayBuffer(4)): Planted {
  const asked: Tensor[] = [];
  const waiting: { resolve: (outputs: Record<string, Tensor>) => void; reject: (error: Error) => void }[] = [];
  return {
    model: 'yunet',
    takesBytes: true,
    asked,
    inputMemory: () => memory,
    run: (input) => {
      asked.push(input);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    end: () => waiting.shift()?.resolve({}),
    fail: (error) => waiting.shift()?.reject(error),
  };
}

const input = (): Tensor => ({ data: new Uint8Array(4), dims: [1, 1, 2, 2] });

describe('shareRuns', () => {
  it('gives a run to the session that has the fewest to do', async () => {
    const [one, other] = [plant(), plant()];
    const both = shareRuns([one, other]);
    const first = both.run(input());
    const second = both.run(input());
    expect([one.asked.length, other.asked.length]).toEqual([1, 1]);
    other.end();
    await second;
    const third = both.run(input());
    expect([one.asked.length, other.asked.length]).toEqual([1, 2]);
    one.end();
    other.end();
    await Promise.all([first, third]);
  });

  it('takes the memory of an input from the session that will run it', async () => {
    const [memory, otherMemory] = [new ArrayBuffer(4), new ArrayBuffer(4)];
    const one = plant(memory);
    const both = shareRuns([one, plant(otherMemory)]);
    expect(both.inputMemory?.(4)).toBe(memory);
    const running = both.run(input());
    expect(both.inputMemory?.(4)).toBe(otherMemory);
    one.end();
    await running;
  });

  it('rejects the run whose session failed, and no other', async () => {
    const [one, other] = [plant(), plant()];
    const both = shareRuns([one, other]);
    const first = both.run(input());
    const second = both.run(input());
    one.fail(new Error('planted'));
    other.end();
    await expect(first).rejects.toThrow('planted');
    await expect(second).resolves.toEqual({});
  });

  it('refuses to share among none', () => {
    expect(() => shareRuns([])).toThrow(OptionsError);
  });
});
