import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { OptionsError } from '@passerby/engine';
import { WebSocketServer, type WebSocket } from 'ws';
import { formatAddress, type Address } from '../config/address.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { answerRequest, refuse, type Site } from './answer-request.ts';
import { checkRequest } from './check-request.ts';
import { streamMount } from './live-socket.ts';
import { createMetrics } from './metrics.ts';
import { securityHeaders } from './security-headers.ts';
import { Snapshots } from './snapshots.ts';
import { tellState } from './state-socket.ts';
import { readStaticFiles } from './static-files.ts';
import { WhepSessions } from './whep/whep-sessions.ts';

/** Connections at once, at most: a page with many cameras has one per camera and a few more. */
const maxConnections = 512;

export interface WebServerOptions {
  /** A loopback address; port 0 takes any free one. */
  readonly listen: Address;
  /** Told what should not happen, one sentence each, without credentials. What viewers do wrong is not told. */
  readonly onNote: (sentence: string) => void;
}

/** The running page. Disposed, it tells its viewers, and ends. */
export interface WebServer extends AsyncDisposable {
  /** Where the page is: `http://127.0.0.1:8555`. */
  readonly url: string;
}

/**
 * Serves the page, its streams, snapshots, `/healthz` and `/metrics`. Only what the gateway has hidden reaches this code.
 * @throws OptionsError where the address is taken.
 */
export async function startWebServer(gateway: Gateway, options: WebServerOptions): Promise<WebServer> {
  const whep = new WhepSessions();
  const site: Site = {
    gateway,
    files: await readStaticFiles(),
    metrics: createMetrics(gateway),
    snapshots: new Snapshots(),
    whep,
  };
  // Small and short: nobody who is welcome sends more, or more slowly.
  const server = createServer({
    maxHeaderSize: 8192,
    headersTimeout: 5000,
    requestTimeout: 10_000,
    // The two above are looked at this often.
    connectionsCheckingInterval: 1000,
  });
  server.maxConnections = maxConnections;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
  const port = await listen(server, options.listen);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void answer(request, response, { port, site, onNote: options.onNote });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const open = openSocket(request, { port, gateway, onNote: options.onNote });
    if (typeof open === 'number') {
      socket.end(`HTTP/1.1 ${open} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => client.terminate());
      open(client);
    });
  });
  return {
    url: `http://${formatAddress({ host: options.listen.host, port })}`,
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.close(1001, 'The gateway ends.');
      await whep[Symbol.asyncDispose]();
      await close(server, sockets);
    },
  };
}

interface Door {
  readonly port: number;
  readonly onNote: (sentence: string) => void;
}

/** What to do with a socket, or the status that refuses it. */
function openSocket(
  request: IncomingMessage,
  { port, gateway, onNote }: Door & { readonly gateway: Gateway },
): number | ((client: WebSocket) => void) {
  const refusal = checkRequest(request, port, true);
  if (refusal) return refusal.status;
  if (request.url === '/state') return (client) => tellState(client, gateway);
  const name = /^\/cameras\/([\w-]+)\/live$/.exec(request.url ?? '')?.[1];
  const camera = gateway.cameras.find((candidate) => candidate.name === name);
  if (!camera) return 404;
  return (client) =>
    void streamMount(client, camera.mount).catch((error: unknown) => {
      onNote(`A viewer of ${camera.name} was lost: ${describe(error)}.`);
    });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { port, site, onNote }: Door & { readonly site: Site },
): Promise<void> {
  const refusal = checkRequest(request, port, false);
  const authority = refusal ? formatAddress({ host: '127.0.0.1', port }) : (request.headers.host ?? '');
  for (const [name, value] of Object.entries(securityHeaders(authority))) response.setHeader(name, value);
  try {
    const { status, headers, body } = refusal
      ? refuse(refusal.status, refusal.sentence)
      : await answerRequest(request, site);
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    response.end(request.method === 'HEAD' ? undefined : body);
  } catch (error) {
    // Whoever asked may be gone in the middle of it: that is theirs to do.
    if (!request.errored) onNote(`A request to the page failed: ${describe(error)}.`);
    response.destroy();
  }
}

async function listen(server: Server, { host, port }: Address): Promise<number> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new OptionsError(
      `Expected a free address for listen.web, received ${formatAddress({ host, port })} (${code}).`,
      { cause },
    );
  }
  return (server.address() as AddressInfo).port;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** Waits a second for viewers to say goodbye. */
async function close(server: Server, sockets: WebSocketServer): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const impatient = setTimeout(() => {
    for (const client of sockets.clients) client.terminate();
    server.closeAllConnections();
  }, 1000);
  await closed;
  clearTimeout(impatient);
}
