import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** How long the studio's own page did not answer while it worked. */
export interface StudioWatch {
  readonly seconds: number;
  /** Longest time between two animation frames. */
  readonly longestMs: number;
  /** Longest task of the page's thread; 0: none of 50 ms or more. */
  readonly longestTaskMs: number;
}

const cli = fileURLToPath(new URL('../../../apps/cli/bin/passerby.js', import.meta.url));
const watcher = fileURLToPath(new URL('../../pages/browser/watch-page.js', import.meta.url));

/** Goes the whole way of a person in the real page: choose, look, save with its check; text is hidden, too. */
export async function watchStudio(page: Page, input: string): Promise<StudioWatch> {
  const server = spawn(process.execPath, [cli, 'studio', '--no-open', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await page.addInitScript({ path: watcher });
    await page.goto(`${await addressOf(server.stdout)}?save=download`);
    await page.evaluate(() => Object.assign(globalThis, { stop: (globalThis as unknown as Watched).watchPage() }));
    const started = performance.now();
    await page.setInputFiles('input[type=file]', input);
    await untilReady(page);
    const download = page.waitForEvent('download');
    await page.click('[data-testid=save]');
    await (await download).delete();
    await untilReady(page);
    const seconds = (performance.now() - started) / 1000;
    return { seconds, ...(await page.evaluate(() => (globalThis as unknown as Watched).stop())) };
  } finally {
    server.kill('SIGINT');
  }
}

interface Watched {
  readonly watchPage: () => () => Omit<StudioWatch, 'seconds'>;
  readonly stop: () => Omit<StudioWatch, 'seconds'>;
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const { event, web } = JSON.parse(line) as { readonly event: string; readonly web?: string };
    if (event === 'ready' && web !== undefined) return web;
  }
  throw new Error('Expected passerby studio to say its address, but it ended.');
}

/** @throws where the studio says that it failed. */
async function untilReady(page: Page): Promise<void> {
  for (;;) {
    const state = await page.textContent('[data-testid=state]');
    if (state === 'ready') return;
    if (state === 'failed') throw new Error(`The studio failed: ${await page.textContent('.failure')}`);
    await page.waitForTimeout(50);
  }
}
