import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { transformWithOxc, type Plugin } from 'vite';
import { securityHeaders } from './security-headers.ts';

/** Fetched when the page asks for it, not with the rest: half of all bytes. */
const laterFiles: ReadonlySet<string> = new Set(['models/text.onnx']);
/** Not for the page, which works without them. */
const serverFiles: ReadonlySet<string> = new Set([
  'headers.json',
  '_headers',
  'precache.json',
  'service-worker.js',
  'licences.md',
]);

/**
 * What the first visit may cost, in compressed bytes: it may be a phone on a slow line. Of gzip, which is more than what hosts with Brotli
 * send. ONNX Runtime's wasm is most of it; a second flavour of it in the build (WebGPU, JSEP) breaks the budget, and should.
 */
const budgetBytes = 9_000_000;

/** Writes the service worker with the list of the site's files, the headers for servers, and the sizes; fails where the budget is broken. */
export function writeServiceWorker(): Plugin {
  let outDir = '';
  let source = '';
  return {
    name: 'passerby-service-worker',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
      source = join(config.root, 'service-worker', 'service-worker.ts');
    },
    async closeBundle() {
      const files = await readSite(outDir);
      checkBudget(files);
      const [first, later] = [
        files.filter(({ path }) => !laterFiles.has(path)),
        files.filter(({ path }) => laterFiles.has(path)),
      ];
      const build = sha256(Buffer.from(files.map(({ path, hash }) => `${path} ${hash}\n`).join('')));
      const code = await transformWithOxc(await readFile(source, 'utf8'), source, {
        define: {
          __FILES__: listHashes(first),
          __LATER_FILES__: listHashes(later),
          __HEADERS__: JSON.stringify(securityHeaders),
          __BUILD__: JSON.stringify(build),
        },
      });
      const sizes = { budgetBytes, firstVisitBytes: sumSizes(first), laterBytes: sumSizes(later) };
      await writeFile(join(outDir, 'service-worker.js'), code.code);
      await writeFile(join(outDir, 'headers.json'), `${JSON.stringify(securityHeaders, null, 2)}\n`);
      await writeFile(
        join(outDir, '_headers'),
        `/*\n${Object.entries(securityHeaders)
          .map(([name, value]) => `  ${name}: ${value}\n`)
          .join('')}`,
      );
      await writeFile(join(outDir, 'precache.json'), `${JSON.stringify(sizes, null, 2)}\n`);
    },
  };
}

/** One file of the site. */
interface SiteFile {
  /** With slashes, from the site's root. */
  readonly path: string;
  readonly hash: string;
  readonly compressedBytes: number;
}

async function readSite(outDir: string): Promise<readonly SiteFile[]> {
  const entries = await readdir(outDir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(outDir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !serverFiles.has(path))
    .toSorted();
  return Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(join(outDir, path));
      return { path, hash: sha256(bytes), compressedBytes: gzipSync(bytes).byteLength };
    }),
  );
}

/** @throws RangeError where the first visit costs more than the budget. */
export function checkBudget(files: readonly Pick<SiteFile, 'path' | 'compressedBytes'>[]): void {
  const first = files.filter(({ path }) => !laterFiles.has(path));
  const sum = sumSizes(first);
  if (sum <= budgetBytes) return;
  const largest = first.toSorted((a, b) => b.compressedBytes - a.compressedBytes).slice(0, 5);
  const list = largest.map(({ path, compressedBytes }) => `${path} ${compressedBytes}`).join(', ');
  throw new RangeError(`Expected at most ${budgetBytes} compressed bytes for a first visit, received ${sum}: ${list}.`);
}

function sumSizes(files: readonly Pick<SiteFile, 'compressedBytes'>[]): number {
  return files.reduce((sum, { compressedBytes }) => sum + compressedBytes, 0);
}

function listHashes(files: readonly SiteFile[]): string {
  return JSON.stringify(Object.fromEntries(files.map(({ path, hash }) => [path, hash])));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
