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

/** Reads all of a file, then writes its hidden copy for a while and gives it up; gives seconds of the reading, and frames that were written. */
globalThis.saveForAWhile = async (plan, seconds) => {
  const [file] = document.querySelector('input').files;
  const start = performance.now();
  using job = await openStudioJob(file, { models: {} });
  await job.checkPlan(plan);
  const readSeconds = (performance.now() - start) / 1000;
  let frames = 0;
  const onProgress = ({ done }) => (frames = done);
  const signal = AbortSignal.timeout(seconds * 1000);
  try {
    await job.save({ plan }, { onProgress, signal });
  } catch (error) {
    if (error !== signal.reason) throw error;
  }
  return { readSeconds, frames };
};
