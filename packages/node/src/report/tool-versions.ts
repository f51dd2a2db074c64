import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const libraries = ['@passerby/node', 'node-av', 'onnxruntime-node', 'sharp'] as const;

/** Versions of everything that may change an output. Read from the packages' own files: the libraries are never loaded in this process. */
export function toolVersions(): Record<string, string> {
  const found = libraries.map((name) => [name === '@passerby/node' ? 'passerby' : name, versionOf(name)] as const);
  return { ...Object.fromEntries(found), node: process.versions.node };
}

function versionOf(name: (typeof libraries)[number]): string {
  const path = name === '@passerby/node' ? new URL('../../package.json', import.meta.url) : packageFile(name);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

/** Packages may hide their package.json from `require`, so it is looked for where Node looks for packages. */
function packageFile(name: string): string {
  const require = createRequire(import.meta.url);
  for (const folder of require.resolve.paths(name) ?? []) {
    const path = join(folder, name, 'package.json');
    if (existsSync(path)) return path;
  }
  throw new TypeError(`Expected the package ${name} to be installed.`);
}
