import { describe, expect, it } from 'vitest';
import type { JobProgress } from './job-types.ts';
import { throttleProgress } from './throttle-progress.ts';

describe('throttleProgress', () => {
  it('passes the first and the last report of each step and ten a second between', () => {
    let nowMs = 0;
    const sent: JobProgress[] = [];
    const progress = throttleProgress(
      (report) => sent.push(report),
      () => nowMs,
    );
    for (let done = 0; done <= 100; done += 1) {
      nowMs += 5;
      progress({ step: 'look', done, total: 100 });
    }
    progress({ step: 'look', done: 100, total: 100 });
    progress({ step: 'hide', done: 0, total: 100 });
    expect(sent.map((report) => `${report.step} ${report.done}`)).toEqual([
      'look 0',
      'look 20',
      'look 40',
      'look 60',
      'look 80',
      'look 100',
      'hide 0',
    ]);
  });
});
