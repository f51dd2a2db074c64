import { describe, expect, it } from 'vitest';
import type { InferenceSession, Tensor } from './inference-session.ts';
import { runLooks } from './run-looks.ts';
import type { Look } from './scan-picture.ts';

/** An input of so many pixels along each side. */
function item(side: number, id: number): { readonly id: number; readonly look: Look } {
  const crop = { x: 0, y: 0, width: side, height: side };
  return { id, look: { crop, width: side, height: side, inputWidth: side, inputHeight: side } };
}

/** A session that answers one run after the other, as a thread does, and counts how many wait. */
function slowSession(
  failsAt = Infinity,
): InferenceSession & { readonly most: () => number; readonly waiting: () => number } {
  let waiting = 0;
  let most = 0;
  let turn = Promise.resolve();
  const run = async (input: Tensor): Promise<Record<string, Tensor>> => {
    most = Math.max(most, ++waiting);
    const mine = turn.then(() => new Promise<void>((resolve) => setTimeout(resolve, 1)));
    turn = mine;
    await mine;
    waiting--;
    if (input.dims[0] === failsAt) throw new Error('boom');
    return { answer: input };
  };
  return { model: 'slow', run, most: () => most, waiting: () => waiting };
}

async function runAll(session: InferenceSession, sides: readonly number[]): Promise<readonly number[]> {
  const read: number[] = [];
  await runLooks(
    session,
    sides.map((side, id) => item(side, id)),
    {
      prepare: ({ id }) => ({ data: new Float32Array(1), dims: [id] }),
      read: ({ answer }, { id }) => read.push(answer?.dims[0] === id ? id : NaN),
      signal: undefined,
    },
  );
  return read;
}

describe('runLooks', () => {
  it('reads every answer in order, with small inputs all waiting at once', async () => {
    const session = slowSession();
    expect(await runAll(session, [96, 160, 96, 224, 96, 128])).toEqual([0, 1, 2, 3, 4, 5]);
    expect(session.most()).toBe(6);
  });

  it('has no more than two large inputs wait', async () => {
    const session = slowSession();
    expect(await runAll(session, [1120, 1120, 1120, 1120])).toEqual([0, 1, 2, 3]);
    expect(session.most()).toBe(2);
  });

  it('fails with what failed first, once no run is under way', async () => {
    const session = slowSession(1);
    await expect(runAll(session, [96, 96, 96, 96])).rejects.toThrow('boom');
    expect(session.waiting()).toBe(0);
  });
});
