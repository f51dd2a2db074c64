import { openStudioJob } from '@passerby/web';

/** Longest time between two animation frames: how long the page did not answer. */
function watchFrames() {
  let longestMs = 0;
  let last = performance.now();
  let isOver = false;
  const step = (now) => {
    longestMs = Math.max(longestMs, now - last);
    last = now;
    if (!isOver) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  return () => {
    isOver = true;
    return longestMs;
  };
}

/** Looks and hides; gives seconds of each, and how long the page was blocked. */
globalThis.hideOnce = async (models, text) => {
  const [file] = document.querySelector('input').files;
  const stop = watchFrames();
  const start = performance.now();
  using job = await openStudioJob(file, { models });
  const looked = await job.look({ preset: 'head', text });
  const lookedAt = performance.now();
  const saved = await job.save({ plan: looked.plan });
  const end = performance.now();
  return {
    frames: looked.frameSeconds.length,
    tracks: looked.plan.tracks.length,
    lookSeconds: (lookedAt - start) / 1000,
    hideSeconds: (end - lookedAt) / 1000,
    sizeBytes: saved.sizeBytes,
    longestMs: stop(),
  };
};

/** The same watch over an idle page. */
globalThis.idle = async (seconds) => {
  const stop = watchFrames();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return stop();
};
