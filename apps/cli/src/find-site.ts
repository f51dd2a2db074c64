import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Streams } from './run-listener.ts';

/** What the site is built from, in a checkout; where any of it is newer than the site, the site is built again. */
const sources = [
  'apps/studio/src',
  'apps/studio/build',
  'apps/studio/public',
  'apps/studio/service-worker',
  'apps/studio/index.html',
  'apps/studio/vite.config.ts',
  'packages/engine/dist',
  'packages/web/dist',
];

/** Gives the folder of the built studio: the published package's own, or a checkout's, which is built where it is missing or old. */
export async function findSite(streams: Streams): Promise<string> {
  const published = fileURLToPath(new URL('./studio/', import.meta.url));
  if (existsSync(join(published, 'index.html'))) return published;
  const workspace = fileURLToPath(new URL('../../../', import.meta.url));
  const site = join(workspace, 'apps', 'studio', 'dist', 'site');
  if (await isOld(workspace, site)) {
    streams.stderr.write('Building the studio…\n');
    await buildSite(workspace, site);
  }
  return site;
}

async function isOld(workspace: string, site: string): Promise<boolean> {
  const mark = join(site, 'precache.json');
  if (!existsSync(mark)) return true;
  const { mtimeMs: builtMs } = await stat(mark);
  for (const source of sources) if ((await newestMs(join(workspace, source))) > builtMs) return true;
  return false;
}

async function newestMs(path: string): Promise<number> {
  const own = await stat(path);
  if (own.isFile()) return own.mtimeMs;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const times = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).mtimeMs));
  return Math.max(0, ...times);
}

/** Builds beside the place and moves the result there, so that nobody sees half a site. */
async function buildSite(workspace: string, site: string): Promise<void> {
  const studio = join(workspace, 'apps', 'studio');
  const vite = join(
    dirname(createRequire(join(studio, 'package.json')).resolve('vite/package.json')),
    'bin',
    'vite.js',
  );
  const fresh = `${site}-${process.pid}`;
  const old = `${fresh}-old`;
  try {
    await run(process.execPath, [vite, 'build', '--outDir', fresh, '--logLevel', 'warn'], studio);
    await rename(site, old).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(fresh, site);
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[], folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // All of its words go to stderr: stdout may be read by a program.
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 2, 2] });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`Building the studio ended with exit code ${code}.`));
    });
  });
}
