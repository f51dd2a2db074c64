import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
// Tests serve their page in the same way.
import { servePage } from '../../../packages/web/test/serve-page.js';

export { offeredModels } from '../../../packages/web/test/serve-page.js';

const root = fileURLToPath(new URL('../../pages/browser/', import.meta.url));

/** A page in Chromium that hides files, and its processes. */
export interface BenchPage extends AsyncDisposable {
  readonly page: Page;
  /** Folder of the profile: the command lines of all of the browser's processes name it. */
  readonly profile: string;
}

/** Opens the page with a profile on disk: without one the private storage would be in memory. */
export async function openBenchPage(): Promise<BenchPage> {
  const executablePath = process.env['PASSERBY_CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(`Expected Chromium at ${executablePath}, received no such file: apt-get install chromium.`);
  }
  const served = await servePage({ root, cacheDir: join(tmpdir(), 'passerby-bench-vite') });
  const profile = await mkdtemp(join(tmpdir(), 'passerby-bench-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(served.url);
  await page.waitForFunction(() => 'hideOnce' in globalThis);
  return {
    page,
    profile,
    async [Symbol.asyncDispose]() {
      await context.close();
      await served[Symbol.asyncDispose]();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
