import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    reporters: ['default', './scripts/closing-line-reporter.ts'],
    projects: [
      { test: { name: 'engine', include: ['packages/engine/{src,test}/**/*.test.ts'] } },
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
