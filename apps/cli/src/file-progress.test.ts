import { describe, expect, it } from 'vitest';
import { FileProgressSum } from './file-progress.ts';

describe('FileProgressSum', () => {
  it('counts every frame once for every step', () => {
    const sum = new FileProgressSum(['look', 'hide', 'verify']);
    expect(sum.add({ step: 'look', done: 5, total: 10 })).toEqual({ done: 5, total: 30 });
    expect(sum.add({ step: 'verify', done: 10, total: 10 })).toEqual({ done: 30, total: 30 });
  });

  it('never goes back when a part is done again', () => {
    const sum = new FileProgressSum(['look', 'hide', 'verify']);
    sum.add({ step: 'verify', done: 4, total: 10 });
    expect(sum.add({ step: 'hide', done: 1, total: 10 })).toEqual({ done: 24, total: 30 });
  });

  it('says that it does not know the total', () => {
    expect(new FileProgressSum(['look', 'hide']).add({ step: 'look', done: 7 })).toEqual({ done: 7, total: undefined });
  });
});
