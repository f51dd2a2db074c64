import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { Plan, SavedFile, StudioJob } from './page/page-globals.ts';
import { launchChromium } from '../../../scripts/launch-chromium.ts';
import { servePage } from './serve-page.js';

/** A page in Debian's Chromium on which jobs are run. */
export interface TestPage extends AsyncDisposable {
  readonly page: Page;
  /** What went wrong in the page or its workers without anybody asking. */
  readonly errors: readonly string[];
  /** Chooses a file and opens it as `job` in the page. Opened anew each time; the job before is closed. */
  open(file: string, models?: Readonly<Record<string, string>>): Promise<void>;
  /** Looks with these settings; gives the plan. */
  look(settings?: Partial<Plan['settings']>): Promise<Plan>;
  /** Saves with this plan and writes the copy to this path. */
  save(plan: Plan, path: string, more?: Readonly<Record<string, unknown>>): Promise<SavedFile>;
}

const root = fileURLToPath(new URL('./page/', import.meta.url));
const cacheDir = fileURLToPath(new URL('../node_modules/.vite-test', import.meta.url));

/** The models that tests have without any download. */
export const testModels: Readonly<Record<string, string>> = {
  retinaface: '/models/retinaface.onnx',
  text: '/models/text.onnx',
};

declare global {
  // oxlint-disable-next-line no-var -- how globals are declared
  var job: StudioJob;
}

/** Opens the page. `isIsolated`: with the headers that threads need. */
export async function openTestPage(isIsolated = true): Promise<TestPage> {
  const served = await servePage({ root, cacheDir, isIsolated });
  const browser = await launchChromium();
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(served.url);
  await page.waitForFunction(() => 'passerby' in globalThis);
  return {
    page,
    errors,
    async open(file, models = testModels) {
      await page.setInputFiles('input', file);
      await page.evaluate(async (offered) => {
        globalThis.job?.[Symbol.dispose]();
        const [chosen] = document.querySelector('input')?.files ?? [];
        if (!chosen) throw new Error('Expected a chosen file.');
        globalThis.job = await globalThis.passerby.openStudioJob(chosen, { models: offered, threads: 1 });
      }, models);
    },
    look(settings = {}) {
      return page.evaluate(async (chosen) => (await globalThis.job.look(chosen)).plan, {
        preset: 'head',
        text: 'none',
        ...settings,
      } as Plan['settings']);
    },
    async save(plan, path, more = {}) {
      const { saved, base64 } = await page.evaluate(
        async ({ plan: sent, more: others }) => {
          const done = await globalThis.job.save({ plan: sent, ...others });
          const reader = new FileReader();
          await new Promise((resolve) => {
            reader.addEventListener('load', resolve);
            reader.readAsDataURL(done.file);
          });
          return { saved: done, base64: (reader.result as string).split(',')[1] ?? '' };
        },
        { plan, more },
      );
      await writeFile(path, Buffer.from(base64, 'base64'));
      return saved;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await served[Symbol.asyncDispose]();
    },
  };
}

/** SHA-256 of a file, for plans that are made by hand. */
export async function sha256Of(file: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await readFile(file));
  return Buffer.from(digest).toString('hex');
}
