import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { UsageError } from './usage-error.ts';

/** A built site in memory: its files by address, and the headers that every answer carries. */
export interface Site {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly headers: Readonly<Record<string, string>>;
}

/** A site that is being served. */
export interface ServedSite {
  /** `http://127.0.0.1:PORT/`. */
  readonly address: string;
  /** Ends all connections. */
  close(): Promise<void>;
}

const host = '127.0.0.1';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  wasm: 'application/wasm',
  json: 'application/json',
  webmanifest: 'application/manifest+json',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
  md: 'text/plain; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
};

/** Reads a built site whole: what is served later is what was there now, and no address can lead out of it. */
export async function readSite(folder: string): Promise<Site> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = new Map<string, Uint8Array>();
  for (const path of paths) files.set(`/${relative(folder, path).split(sep).join('/')}`, await readFile(path));
  const headers = JSON.parse(await readFile(join(folder, 'headers.json'), 'utf8')) as Record<string, string>;
  return { files, headers };
}

/**
 * Serves a site on this machine only. Requests that name another host are refused: a page elsewhere may have its name point here.
 * @throws UsageError where the port is taken.
 */
export async function serveSite(site: Site, port: number): Promise<ServedSite> {
  const server = createServer((request, response) => answer(site, request, response, portOf(server)));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(isTaken ? new UsageError(`Expected a free port for --port, received ${port}.`, { cause: error }) : error);
    });
    server.listen(port, host, resolve);
  });
  return {
    address: `http://${host}:${portOf(server)}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer({ files, headers }: Site, request: IncomingMessage, response: ServerResponse, port: number): void {
  const send = (status: number, type: string, body: Uint8Array | string): void => {
    response.writeHead(status, {
      ...headers,
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': 'no-cache',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  const refuse = (status: number, sentence: string): void => send(status, 'text/plain; charset=utf-8', `${sentence}\n`);
  const allowed = [`${host}:${port}`, `localhost:${port}`];
  if (!allowed.includes(request.headers.host ?? '')) return refuse(421, 'Expected this machine as the host.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Expected GET or HEAD.');
  const [path = '/'] = (request.url ?? '/').split(/[?#]/);
  const name = path === '/' ? '/index.html' : path;
  const body = files.get(name);
  if (!body) return refuse(404, 'Not part of this site.');
  send(200, types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream', body);
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
