import { openStudioJob } from '@passerby/web';

/** Looks and hides; gives seconds of each, and how long the page was blocked. */
globalThis.hideOnce = async (models, text) => {
  const [file] = document.querySelector('input').files;
  const stop = globalThis.watchPage();
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
    ...stop(),
  };
};

/** The same watch over an idle page. */
globalThis.idle = async (seconds) => {
  const stop = globalThis.watchPage();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return stop().longestMs;
};
