import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gateway } from '../gateway/gateway.ts';
import { startWebServer, type WebServer } from './start-web-server.ts';

let server: WebServer;
let port: number;

beforeAll(async () => {
  const gateway: Gateway = { cameras: [], onCamerasChange: () => () => {} };
  const onNote = (sentence: string): void => {
    throw new Error(sentence);
  };
  server = await startWebServer(gateway, { listen: { host: '127.0.0.1', port: 0 }, onNote });
  port = Number(new URL(server.url).port);
});

afterAll(() => server[Symbol.asyncDispose]());

async function open(text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

/** All that comes until the server ends the connection. */
async function read(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  if (!socket.closed) await once(socket, 'close');
  return text;
}

const own = (): string => `Host: 127.0.0.1:${port}\r\nOrigin: ${server.url}\r\n`;

describe('hostile clients', () => {
  it('are cut off when a request is never finished', async () => {
    const startedMs = performance.now();
    expect(await read(await open('GET / HTTP/1.1\r\nHost: '))).toContain('408 Request Timeout');
    expect(performance.now() - startedMs).toBeLessThan(20_000);
  });

  it.each([
    ['huge headers', () => `GET / HTTP/1.1\r\n${own()}X: ${'x'.repeat(100_000)}\r\n\r\n`, '431'],
    ['no HTTP', () => `\0\x01\x02 rubbish\r\n\r\n`, '400'],
    ['two lengths', () => `POST / HTTP/1.1\r\n${own()}Content-Length: 1\r\nContent-Length: 2\r\n\r\nx`, '400'],
    ['two hosts', () => `GET / HTTP/1.1\r\n${own()}Host: evil.example\r\nConnection: close\r\n\r\n`, '400'],
    ['another server', () => `GET http://evil.example/ HTTP/1.1\r\n${own()}Connection: close\r\n\r\n`, '400'],
    ['a path that is none', () => `GET //evil.example/%zz HTTP/1.1\r\n${own()}Connection: close\r\n\r\n`, '404'],
    [
      'an upgrade to something else',
      () => `GET /state HTTP/1.1\r\n${own()}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n`,
      '400',
    ],
  ])('are refused with %s', async (_, request, status) => {
    expect(await read(await open(request()))).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it('do not end the gateway', async () => {
    const sockets = await Promise.all(Array.from({ length: 200 }, () => open('GET / HTTP/1.1\r\n')));
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });
});
