import type { Tensor } from '@passerby/engine';
import { createSessionWorker } from './create-session-worker.ts';
import { SessionLink } from './session-link.ts';

/** More threads than this make face models hardly faster. */
const mostThreads = 4;
/** The first run of a session is three times slower than the rest. */
const timedRuns = 3;
/** Longer side of the picture that is timed: a small one, as the answer is the same. */
const timedSide = 256;

/**
 * How many threads make the face model quickest on this machine now: times one and several, as on two cores several are slower where another
 * program works. 1 where the page is not cross-origin isolated.
 */
export async function chooseThreads(model: string, bytes: Uint8Array): Promise<number> {
  const several = Math.min(mostThreads, navigator.hardwareConcurrency);
  if (!self.crossOriginIsolated || several < 2) return 1;
  const alone = await timeRun(model, bytes, 1);
  const together = await timeRun(model, bytes, several);
  return together < alone ? several : 1;
}

/** The quickest of a few runs, in milliseconds. */
async function timeRun(model: string, bytes: Uint8Array, threads: number): Promise<number> {
  const worker = createSessionWorker();
  using link = new SessionLink({ port: worker, close: () => worker.terminate() }, { threads });
  worker.addEventListener('error', (event) => link.fail(`The models could not be started: ${event.message}.`));
  await link.open(model, async () => new Uint8Array(bytes));
  let best = Infinity;
  await link.time(model, emptyPicture());
  for (let run = 0; run < timedRuns; run++) best = Math.min(best, await link.time(model, emptyPicture()));
  return best;
}

function emptyPicture(): Tensor {
  return { data: new Float32Array(3 * timedSide * timedSide), dims: [1, 3, timedSide, timedSide] };
}
