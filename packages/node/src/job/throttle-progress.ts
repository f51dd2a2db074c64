import type { JobProgress } from './job-types.ts';

const leastGapMs = 100;

/** Thins progress out to ten reports a second; the first and the last of a step always pass. */
export function throttleProgress(
  send: (progress: JobProgress) => void,
  now: () => number = () => performance.now(),
): (progress: JobProgress) => void {
  let sentAtMs = -Infinity;
  let sentStep: JobProgress['step'] | undefined;
  return (progress) => {
    const isLast = progress.done === progress.total;
    if (progress.step === sentStep && !isLast && now() - sentAtMs < leastGapMs) return;
    sentAtMs = now();
    sentStep = progress.step;
    send(progress);
  };
}
