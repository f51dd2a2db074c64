// What the published packages hold beyond their sources' builds: licence texts, the face model, the drawn street for `passerby demo`, the
// studio for `passerby studio`.
// npm calls it in the package's folder, before packing and after: then the checkout is as it was.
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspace = dirname(dirname(fileURLToPath(import.meta.url)));
const { name } = JSON.parse(await readFile('package.json', 'utf8'));
const added = { LICENSE: 'LICENSE', NOTICE: 'NOTICE' };
if (name === '@passerby/node') added.models = undefined;
// The street is private to this repository; its code goes with the command that draws it.
if (name === 'passerby') {
  added['dist/street'] = join('packages', 'street', 'dist');
  added['dist/studio'] = undefined;
}

for (const path of Object.keys(added)) await rm(path, { recursive: true, force: true });
if (process.env.npm_lifecycle_event === 'prepack') {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  // Builds of files that are gone would be published too.
  await rm('dist', { recursive: true, force: true });
  execFileSync(process.execPath, [compiler, '-b', workspace], { stdio: ['ignore', 2, 2] });
  for (const [path, source] of Object.entries(added)) {
    if (source !== undefined) await cp(join(workspace, source), path, { recursive: true });
  }
  if (name === '@passerby/node') {
    // The same download, size and hash as `passerby models add yunet`; PASSERBY_YUNET_URL names a mirror.
    const { addModel } = await import('../packages/node/dist/main.js');
    await addModel('yunet', { modelsDir: 'models', url: process.env.PASSERBY_YUNET_URL });
  }
  if (name === 'passerby') await buildStudio();
}

/** The studio with the models that may be passed on: YuNet and text. */
async function buildStudio() {
  const { addModel } = await import('../packages/node/dist/main.js');
  const modelsDir = await mkdtemp(join(tmpdir(), 'passerby-models-'));
  try {
    await addModel('yunet', { modelsDir, url: process.env.PASSERBY_YUNET_URL });
    const studio = join(workspace, 'apps', 'studio');
    const vite = join(
      dirname(createRequire(join(studio, 'package.json')).resolve('vite/package.json')),
      'bin',
      'vite.js',
    );
    const env = { ...process.env, PASSERBY_MODELS_DIR: modelsDir, PASSERBY_SITE_MODELS: 'yunet,text' };
    const outDir = resolve('dist', 'studio');
    execFileSync(process.execPath, [vite, 'build', '--outDir', outDir, '--logLevel', 'warn'], {
      cwd: studio,
      env,
      stdio: ['ignore', 2, 2],
    });
  } finally {
    await rm(modelsDir, { recursive: true });
  }
}
