import type { JobProgress } from './job-types.ts';

const leastGapMs = 100;

/** Thins progress out to ten reports a second; the first and the last of a step always pass. */
export function throttleProgress(
  send: (progress: JobProgress) => void,
  now: () => number = () => performance.now(),
): (progress: JobProgress) => void {
  let sentAtMs = -Infinity;
  let sent: JobProgress | undefined;
  return (progress) => {
    const isNew = progress.step !== sent?.step || (progress.done === progress.total && progress.done !== sent.done);
    if (!isNew && now() - sentAtMs < leastGapMs) return;
    sentAtMs = now();
    sent = progress;
    send(progress);
  };
}
