import { request } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readRgbFrames } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { StreetCamera, StreetGateway } from '../../test/street-gateway.ts';
import { startWebServer, type WebServer } from './start-web-server.ts';

let gate: StreetCamera;
let yard: StreetCamera;
let gateway: StreetGateway;
let server: WebServer;

beforeAll(async () => {
  gate = await StreetCamera.open({ name: 'gate', width: 320, height: 180 });
  yard = await StreetCamera.open({ name: 'yard', width: 320, height: 180 });
  gateway = new StreetGateway([gate, yard]);
  server = await start(gateway);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  gate[Symbol.dispose]();
  yard[Symbol.dispose]();
});

function start(of: StreetGateway): Promise<WebServer> {
  const onNote = (sentence: string): void => {
    throw new Error(sentence);
  };
  return startWebServer(of, { listen: { host: '127.0.0.1', port: 0 }, onNote });
}

function get(path: string, init?: RequestInit): Promise<Response> {
  return fetch(`${server.url}${path}`, init);
}

/** `fetch` decides about `Host` itself. */
function getRaw(path: string, headers: Record<string, string>): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    request(`${server.url}${path}`, { headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
      response.on('end', () => resolve({ status: response.statusCode, body }));
    })
      .on('error', reject)
      .end();
  });
}

function connect(path: string, options: { readonly origin?: string } = { origin: server.url }): WebSocket {
  return new WebSocket(`${server.url.replace('http', 'ws')}${path}`, options);
}

/** What a socket says until there is enough of it. */
function listen(socket: WebSocket, isEnough: (messages: readonly Buffer[]) => boolean): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const messages: Buffer[] = [];
    socket.on('message', (data: Buffer) => {
      messages.push(data);
      if (isEnough(messages)) resolve(messages);
    });
    socket.on('error', reject);
  });
}

/** How the server ends a socket: a status before it opened, or a code. */
function ending(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('close', resolve);
    socket.on('error', () => {});
  });
}

describe('the page', () => {
  it('comes with headers that let it load and contact nothing but this server', async () => {
    const response = await get('/');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`connect-src 'self' ws://${new URL(server.url).host};`);
    expect(policy).not.toMatch(/unsafe|\*|https:/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  it('names only files that are there, and no other server', async () => {
    const html = await (await get('/')).text();
    const names = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name = '']) => name);
    const queue = [...new Set(names)];
    const seen = new Map<string, number>();
    for (const name of queue) {
      const response = await get(name);
      seen.set(name, response.status);
      const imports = [...(await response.text()).matchAll(/from '\.(\/[\w-]+\.js)'/g)].map(([, file = '']) => file);
      queue.push(...imports.filter((file) => !queue.includes(file)));
    }
    expect([...seen.keys()].every((name) => name.startsWith('/'))).toBe(true);
    expect([...new Set(seen.values())]).toEqual([200]);
    expect(seen.size).toBeGreaterThan(10);
  });

  it.each([
    '/..%2fpackage.json',
    '/../package.json',
    '/main.js.map',
    '/.tsbuildinfo',
    '/cameras/gate',
    '/cameras/shed/snapshot.jpg',
  ])('has nothing at %s', async (path) => {
    expect((await getRaw(path, {})).status).toBe(404);
  });

  it('refuses methods that it has no use for', async () => {
    for (const path of ['/', '/healthz', '/metrics', '/cameras/gate/snapshot.jpg']) {
      expect((await get(path, { method: 'POST', headers: { origin: server.url } })).status).toBe(405);
    }
  });
});

describe('strangers', () => {
  const paths = ['/', '/main.js', '/healthz', '/metrics', '/cameras/gate/snapshot.jpg'];

  it('get nothing under another name, as after DNS rebinding', async () => {
    for (const path of paths) {
      const { status, body } = await getRaw(path, { host: `evil.example:${new URL(server.url).port}` });
      expect([path, status, body]).toEqual([path, 421, 'Expected this machine by a loopback name and port.\n']);
    }
  });

  it('get nothing from another origin, nor embedded elsewhere', async () => {
    for (const path of paths) {
      expect((await getRaw(path, { origin: 'http://evil.example' })).status).toBe(403);
      expect((await getRaw(path, { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' })).status).toBe(403);
    }
  });

  it('get no socket from another origin, nor without one', async () => {
    for (const path of ['/state', '/cameras/gate/live']) {
      expect(await ending(connect(path, { origin: 'http://evil.example' }))).toBe(403);
      expect(await ending(connect(path, {}))).toBe(403);
    }
    expect(await ending(connect('/cameras/shed/live'))).toBe(404);
  });

  it('get no WebRTC session from another origin', async () => {
    const headers = { 'content-type': 'application/sdp', origin: 'http://evil.example' };
    expect((await get('/cameras/gate/whep', { method: 'POST', headers, body: 'v=0' })).status).toBe(403);
  });
});

describe('snapshots', () => {
  it('are JPEGs, one a second at most', async () => {
    const before = gate.snapshots;
    const pictures = await Promise.all([1, 2, 3].map(async () => get('/cameras/gate/snapshot.jpg')));
    const bytes = await Promise.all(pictures.map(async (picture) => Buffer.from(await picture.arrayBuffer())));
    expect(pictures[0]?.headers.get('content-type')).toBe('image/jpeg');
    expect(bytes[0]?.subarray(0, 2).toString('hex')).toBe('ffd8');
    expect(bytes[1]?.equals(bytes[0] ?? Buffer.alloc(0))).toBe(true);
    expect(gate.snapshots - before).toBe(1);
    await delay(1050);
    await get('/cameras/gate/snapshot.jpg');
    expect(gate.snapshots - before).toBe(2);
  });
});

describe('/healthz and /metrics', () => {
  it('say what the cameras do', async () => {
    expect(await (await get('/healthz')).json()).toMatchObject({
      status: 'ok',
      cameras: { gate: { state: 'live', health: 'ok' } },
    });
    yard.judge('moved');
    expect(await (await get('/healthz')).json()).toMatchObject({
      status: 'degraded',
      cameras: { yard: { health: 'moved' } },
    });
    yard.judge('ok');
    gate.cut();
    const cut = (await (await get('/healthz')).json()) as { cameras: { gate: { since: string } } };
    expect(cut).toMatchObject({
      status: 'degraded',
      cameras: { gate: { state: 'offline', reason: 'The camera does not answer.' } },
    });
    expect(Date.parse(cut.cameras.gate.since)).toBeGreaterThan(Date.now() - 5000);
    gate.comeBack();
  });

  it('tell Prometheus how the gateway works, and nothing about what is in the pictures', async () => {
    const response = await get('/metrics');
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('passerby_camera_frames_per_second{camera="gate"} 15');
    expect(text).toContain('# TYPE passerby_camera_restarts_total counter');
    expect(text).toContain('passerby_camera_state{camera="yard",state="live"} 1');
    expect(text).toContain('passerby_camera_state{camera="yard",state="offline"} 0');
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(names).toEqual([
      'passerby_camera_frames_per_second',
      'passerby_camera_latency_seconds',
      'passerby_camera_looks_per_second',
      'passerby_camera_pictures_total',
      'passerby_camera_dropped_pictures_total',
      'passerby_camera_carded_seconds_total',
      'passerby_camera_reconnects_total',
      'passerby_camera_restarts_total',
      'passerby_camera_state',
      'passerby_camera_health',
    ]);
  });

  it('forget cameras that are gone', async () => {
    gateway.cameras = [gate];
    const text = await (await get('/metrics')).text();
    gateway.cameras = [gate, yard];
    expect(text).not.toContain('yard');
  });
});

describe('the state socket', () => {
  it('tells at once, and after every change, and forgets who left', async () => {
    const listeners = gate.listenerCount;
    const socket = connect('/state');
    const states = (messages: readonly Buffer[]): string[] =>
      messages.map((message) =>
        JSON.parse(message.toString())
          .cameras.map((camera: { state: string }) => camera.state)
          .join(),
      );
    const told = listen(socket, (messages) => states(messages).includes('offline,live'));
    socket.on('message', () => gate.cut());
    expect(states(await told)[0]).toBe('live,live');
    gate.comeBack();
    socket.close();
    await ending(socket);
    await expect.poll(() => gate.listenerCount, { timeout: 20_000 }).toBe(listeners);
  });
});

describe('the live socket', () => {
  it('streams fragmented MP4 from a key frame on, that decodes', async () => {
    const socket = connect('/cameras/gate/live');
    const [hello, ...parts] = await listen(socket, (messages) => messages.length >= 42);
    socket.close();
    expect(JSON.parse(String(hello))).toEqual({ type: 'video/mp4; codecs="avc1.42c00c"', width: 320, height: 180 });
    const folder = await mkdtemp(join(tmpdir(), 'passerby-live-'));
    try {
      const file = join(folder, 'stream.mp4');
      await writeFile(
        file,
        Buffer.concat([parts[0] ?? Buffer.alloc(0), ...parts.slice(1).map((part) => part.subarray(17))]),
      );
      let count = 0;
      for (const frame of readRgbFrames(file)) {
        count++;
        expect([frame.width, frame.height]).toEqual([320, 180]);
      }
      expect(count).toBe(parts.length - 1);
    } finally {
      await rm(folder, { recursive: true });
    }
    const times = parts.slice(1).map((part) => part.readDoubleBE(0));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.abs(Date.now() - (parts.at(-1)?.readDoubleBE(8) ?? 0))).toBeLessThan(5000);
  });
});

describe('the end', () => {
  it('is told to viewers, and does not wait for those who do not answer', async () => {
    const other = await start(gateway);
    const url = other.url.replace('http', 'ws');
    const polite = new WebSocket(`${url}/state`, { origin: other.url });
    const deaf = new WebSocket(`${url}/cameras/gate/live`, { origin: other.url });
    await listen(deaf, (messages) => messages.length > 0);
    deaf.pause();
    const told = ending(polite);
    const startedMs = performance.now();
    await other[Symbol.asyncDispose]();
    expect(await told).toBe(1001);
    expect(performance.now() - startedMs).toBeLessThan(5000);
    await expect(fetch(other.url)).rejects.toThrow('fetch failed');
  });

  it('is a clear sentence where the address is taken', async () => {
    const { port } = new URL(server.url);
    const again = startWebServer(gateway, { listen: { host: '127.0.0.1', port: Number(port) }, onNote: () => {} });
    await expect(again).rejects.toThrow(
      `Expected a free address for listen.web, received 127.0.0.1:${port} (EADDRINUSE).`,
    );
  });
});
