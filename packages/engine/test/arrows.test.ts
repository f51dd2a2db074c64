import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const workspace = fileURLToPath(new URL('../../../', import.meta.url));

/** What each package may import of ours and of others, beside its own files. */
const arrows: Readonly<Record<string, readonly RegExp[]>> = {
  'packages/engine': [/^zod$/],
  'packages/node': [/^node:/, /^@passerby\/engine$/, /^node-av(\/|$)/, /^onnxruntime-node$/, /^sharp$/, /^zod$/],
  'packages/web': [
    /^@noble\/hashes\//,
    /^@passerby\/engine$/,
    /^mediabunny$/,
    /^onnxruntime-web\/wasm$/,
    /^pako$/,
    /^zod$/,
  ],
  'packages/street': [/^node:/, /^node-av(\/|$)/, /^sharp$/],
  'apps/live': [
    /^node:/,
    /^@passerby\/(engine|node|node\/internal)$/,
    /^node-av(\/|$)/,
    /^(onvif|prom-client|werift|ws|yaml|zod)$/,
  ],
  'apps/cli': [/^node:/, /^@passerby\/(live|node|street)$/, /^zod$/],
};

async function listSources(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(source: string): string[] {
  return [...source.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, name = '']) => name);
}

describe('the arrows between packages', () => {
  it.each(Object.entries(arrows))('%s imports only what it may', async (name, allowed) => {
    const sources = await listSources(join(workspace, name, 'src'));
    expect(sources.length).toBeGreaterThan(0);
    const wrong: string[] = [];
    for (const file of sources) {
      for (const imported of importsOf(await readFile(file, 'utf8'))) {
        if (imported.startsWith('.')) continue;
        if (!allowed.some((pattern) => pattern.test(imported))) wrong.push(`${file}: ${imported}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('the command line loads the gateway only for the verbs that need it', async () => {
    const wrong: string[] = [];
    for (const file of await listSources(join(workspace, 'apps/cli', 'src'))) {
      const source = await readFile(file, 'utf8');
      if (/^(?:import|export) (?!type )[^;]*'@passerby\/live'/m.test(source)) wrong.push(file);
    }
    expect(wrong).toEqual([]);
  });

  it('the engine exports no value that makes hidden frames or hands out boxes', async () => {
    const engine: object = await import('@passerby/engine');
    expect(engine).not.toHaveProperty('HiddenFrame');
    expect(engine).not.toHaveProperty('detect');
    expect(engine).not.toHaveProperty('takeMemory');
  });
});
