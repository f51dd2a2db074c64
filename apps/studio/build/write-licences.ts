import { existsSync } from 'node:fs';
import { appendFile, readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'vite';

/** What the site holds besides the scripts that the bundler lists itself: fonts, and what is bundled into workers. */
const packages = ['@fontsource/noto-sans-myanmar', 'onnxruntime-web', 'mediabunny'] as const;

/** Adds the licences of fonts and workers to `licences.md`. */
export function writeLicences(): Plugin {
  let outDir = '';
  let root = '';
  return {
    name: 'passerby-licences',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      outDir = resolve(root, config.build.outDir);
    },
    async closeBundle() {
      for (const name of packages) await appendFile(join(outDir, 'licences.md'), await licenceOf(name, root));
    },
  };
}

async function licenceOf(name: string, root: string): Promise<string> {
  const folder = dirname(findManifest(name, root));
  const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8');
  return `\n## ${name} - ${version} (${license})\n\n${text.trim()}\n`;
}

/** Not by `require.resolve`: packages need not export their manifest. */
function findManifest(name: string, root: string): string {
  const places = createRequire(join(root, 'package.json')).resolve.paths(name) ?? [];
  const [place] = places.filter((folder) => existsSync(join(folder, name, 'package.json')));
  if (place === undefined) throw new TypeError(`Expected the package ${name} to be installed, received none.`);
  return join(place, name, 'package.json');
}
