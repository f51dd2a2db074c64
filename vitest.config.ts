import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumFlags, chromiumPath } from './scripts/launch-chromium.ts';

export default defineConfig({
  test: {
    reporters: ['default', './scripts/closing-line-reporter.ts'],
    projects: [
      { test: { name: 'engine', include: ['packages/engine/{src,test}/**/*.test.ts'] } },
      {
        // The same suite in the other runtime, but for the test that reads the sources' folders.
        test: {
          name: 'engine-chromium',
          include: ['packages/engine/{src,test}/**/*.test.ts'],
          exclude: ['packages/engine/test/arrows.test.ts'],
          globalSetup: ['./scripts/set-up-chromium.ts'],
          testTimeout: 120_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: chromiumPath, args: [...chromiumFlags] } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'node',
          include: [
            'packages/{node,street}/{src,test}/**/*.test.ts',
            '{apps/*,bench}/src/**/*.test.ts',
            'apps/studio/build/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'web',
          include: ['packages/web/{src,test}/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'end-to-end',
          include: ['apps/*/test/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
