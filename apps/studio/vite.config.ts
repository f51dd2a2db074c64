import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { collectModels } from './build/collect-models.ts';
import { writeLicences } from './build/write-licences.ts';
import { writeServiceWorker } from './build/write-service-worker.ts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };
const models = await collectModels();

/** A file that tries to get out, for the test that it cannot: only in the double site. */
const leakyWorker: Plugin = {
  name: 'passerby-leaky-worker',
  generateBundle() {
    const source = readFileSync(new URL('test/leaky-worker.js', import.meta.url));
    this.emitFile({ type: 'asset', fileName: 'leaky-worker.js', source });
  },
};

export default defineConfig(({ mode }) => ({
  base: './',
  // Tests of the page alone run it with a job that needs no models: `vite build --mode double`.
  resolve:
    mode === 'double'
      ? { alias: { './open-job.ts': fileURLToPath(new URL('test/double-job.ts', import.meta.url)) } }
      : {},
  build: {
    outDir: mode === 'double' ? 'dist/double-site' : 'dist/site',
    emptyOutDir: true,
    target: 'es2023',
    // Fonts and icons stay files: a policy that allows data: for fonts would be a wider one.
    assetsInlineLimit: 0,
    // What is bundled, and under which licence: beside the page, as their licences ask.
    license: { fileName: 'licences.md' },
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
  },
  define: {
    __PASSERBY_VERSION__: JSON.stringify(version),
    __PASSERBY_MODELS__: JSON.stringify(models.names),
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  optimizeDeps: { exclude: ['@passerby/web', 'onnxruntime-web', 'mediabunny'] },
  // Threads of ONNX Runtime load their own module again: a bundle in one file would load the page's worker in its place and hang.
  worker: { format: 'es' },
  plugins: [models.plugin, mode === 'double' && leakyWorker, writeLicences(), writeServiceWorker()],
}));
