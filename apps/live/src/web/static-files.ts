import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';

/** A file of the page. */
export interface StaticFile {
  readonly type: string;
  readonly content: Buffer;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads the page's files once: nothing that is asked for later ever becomes a path. */
export async function readStaticFiles(): Promise<ReadonlyMap<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  // Both folders lie beside `src` and `dist`.
  for (const folder of [new URL('../../page/', import.meta.url), new URL('../../dist/page/', import.meta.url)]) {
    for (const name of await readdir(folder)) {
      const type = types[extname(name)];
      if (type !== undefined) files.set(`/${name}`, { type, content: await readFile(new URL(name, folder)) });
    }
  }
  const index = files.get('/index.html');
  if (!index) throw new Error('Expected the page beside the gateway: build it with `npm run build`.');
  return files.set('/', index);
}
