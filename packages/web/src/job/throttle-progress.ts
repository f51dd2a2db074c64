import type { StudioProgress } from './studio-job.ts';

const everyMs = 100;

/** Passes progress on about ten times a second, and whenever the step changes or is done. */
export function throttleProgress(
  report: (progress: StudioProgress) => void,
  now: () => number = () => performance.now(),
): (progress: StudioProgress) => void {
  let lastMs = -Infinity;
  let lastStep: StudioProgress['step'] | undefined;
  return (progress) => {
    const { step, done, total } = progress;
    const isDue = step !== lastStep || done === total || now() - lastMs >= everyMs;
    if (!isDue) return;
    lastMs = now();
    lastStep = step;
    report(progress);
  };
}
