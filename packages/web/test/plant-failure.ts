import type { BrowserContext } from 'playwright-core';

/** Scripts of workers in which failures are planted. */
export type PlantedWorker = 'job-worker' | 'session-worker';

/**
 * From now on this code runs in every such worker, after the worker's own: it changes what the browser offers there, as nothing else can. Gives what takes it
 * out again.
 */
export async function plantFailure(
  context: BrowserContext,
  worker: PlantedWorker,
  code: string,
): Promise<() => Promise<void>> {
  const script = new RegExp(`/${worker}\\.js`);
  await context.route(script, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}\n${code}\n` });
  });
  return () => context.unroute(script);
}
