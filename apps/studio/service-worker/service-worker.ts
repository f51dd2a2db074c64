// Makes the page work without a network, and closes it: every answer comes from files whose hashes the build wrote down, with the headers
// that keep anything from leaving. Hosts that can send no headers get them here. Nothing but the site's own files is ever fetched.

/** Puts in by the build: path → SHA-256 of every file that is kept from the first visit on. */
declare const __FILES__: Readonly<Record<string, string>>;
/** Those that are fetched when the page asks for them: the text model. */
declare const __LATER_FILES__: Readonly<Record<string, string>>;
declare const __HEADERS__: Readonly<Record<string, string>>;
/** Hash over all files: one cache per build. */
declare const __BUILD__: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const cacheName = `passerby-${__BUILD__}`;
const allFiles: Readonly<Record<string, string>> = { ...__FILES__, ...__LATER_FILES__ };

worker.addEventListener('install', (event) => {
  event.waitUntil(keepAll(Object.keys(__FILES__)));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(takeOver());
});

worker.addEventListener('message', (event) => {
  if (event.data !== 'keep-later-files') return;
  const [port] = event.ports;
  event.waitUntil(
    keepAll(Object.keys(__LATER_FILES__)).then(
      () => port?.postMessage('kept'),
      (error: unknown) => port?.postMessage(String(error)),
    ),
  );
});

worker.addEventListener('fetch', (event) => {
  event.respondWith(answer(event.request));
});

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function keepAll(paths: readonly string[]): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const path of paths) if (!(await cache.match(addressOf(path)))) await keep(cache, path);
}

/** Fetches one file, or takes it from an older build's cache, and keeps it if it is the one that the build wrote down. */
async function keep(cache: Cache, path: string): Promise<Response> {
  const older = await caches.match(addressOf(path));
  const response =
    (older && (await checked(older, path))) ??
    (await checked(await fetch(addressOf(path), { cache: 'no-cache' }), path));
  if (!response) throw new Error(`Expected the file ${path} of this build, received another.`);
  await cache.put(addressOf(path), response.clone());
  return response;
}

/** The response with the site's headers; `undefined` where its bytes are not the expected ones. */
async function checked(response: Response, path: string): Promise<Response | undefined> {
  if (!response.ok) return undefined;
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hash !== allFiles[path]) return undefined;
  return new Response(bytes, { headers: { ...__HEADERS__, 'Content-Type': typeOf(path) } });
}

async function answer(request: Request): Promise<Response> {
  const { origin, pathname } = new URL(request.url);
  const scope = new URL(worker.registration.scope);
  if (origin !== scope.origin || request.method !== 'GET') return Response.error();
  const path =
    request.mode === 'navigate' ? 'index.html' : decodeURI(pathname.slice(scope.pathname.length)) || 'index.html';
  if (allFiles[path] === undefined)
    return new Response('Not part of this site.', { status: 404, headers: __HEADERS__ });
  const cache = await caches.open(cacheName);
  return (await cache.match(addressOf(path))) ?? (await keep(cache, path));
}

function addressOf(path: string): string {
  return new URL(path, worker.registration.scope).href;
}

function typeOf(path: string): string {
  const types: Readonly<Record<string, string>> = {
    html: 'text/html; charset=utf-8',
    js: 'text/javascript',
    mjs: 'text/javascript',
    css: 'text/css; charset=utf-8',
    wasm: 'application/wasm',
    json: 'application/json',
    webmanifest: 'application/manifest+json',
    svg: 'image/svg+xml',
    woff2: 'font/woff2',
  };
  return types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}
