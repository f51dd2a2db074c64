import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CameraState } from '../camera/camera-state.ts';
import type { LiveCamera } from '../camera/live-camera.ts';
import { Secret } from '../config/secret.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { PictureHealthState } from '../health/picture-health.ts';
import { Mount } from '../stream/mount.ts';
import { HealthWebhook } from './health-webhook.ts';

const settleMs = 40;
const retryMs = [20, 40];
const patience = { timeout: 20_000 };

class FakeCamera implements LiveCamera {
  readonly name = 'gate';
  readonly mount = new Mount('gate');
  readonly counters = {} as LiveCamera['counters'];
  status: LiveCamera['status'] = { state: 'live', reason: '', sinceMs: 1000 };
  health: LiveCamera['health'] = { state: 'ok', sinceMs: 2000 };
  readonly listeners = new Set<() => void>();

  snapshot(): Promise<Uint8Array> {
    return Promise.reject(new Error('Expected nobody to want a picture.'));
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  be(state: CameraState, health: PictureHealthState = 'ok'): void {
    this.status = { state, reason: 'Why.', sinceMs: 1000 };
    this.health = { state: health, sinceMs: 2000 };
    for (const listener of this.listeners) listener();
  }
}

let server: Server;
let heard: { readonly path: string | undefined; readonly body: unknown }[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let notes: string[];
let camera: FakeCamera;
let webhook: HealthWebhook;

beforeEach(async () => {
  heard = [];
  notes = [];
  answer = (_, response) => response.writeHead(204).end();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      heard.push({ path: request.url, body: JSON.parse(body || 'null') });
      answer(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  camera = new FakeCamera();
  const gateway: Gateway = { cameras: [camera], onCamerasChange: () => () => {} };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=hunter2`;
  const config = { url: new Secret(url), label: 'http://127.0.0.1' };
  webhook = new HealthWebhook(config, gateway, { onNote: (note) => notes.push(note), settleMs, retryMs });
});

afterEach(() => {
  webhook[Symbol.dispose]();
  server.close();
  server.closeAllConnections();
});

const states = (): unknown[] => heard.map(({ body }) => (body as { state: string }).state);

describe('HealthWebhook', () => {
  it('tells what is wrong with a camera, and when it is well again; nothing else is in it', async () => {
    await delay(2 * settleMs);
    camera.be('offline');
    await expect.poll(states, patience).toEqual(['offline']);
    camera.be('live', 'moved');
    await expect.poll(states, patience).toEqual(['offline', 'moved']);
    camera.be('live');
    await expect.poll(states, patience).toEqual(['offline', 'moved', 'ok']);
    expect(heard[1]).toEqual({
      path: '/hook?token=hunter2',
      body: {
        event: 'camera-health',
        camera: 'gate',
        state: 'moved',
        before: 'offline',
        since: '1970-01-01T00:00:02.000Z',
      },
    });
    expect(notes).toEqual([]);
  });

  it('says nothing about cards, nor about what does not last', async () => {
    await delay(2 * settleMs);
    camera.be('carded');
    camera.be('offline');
    camera.be('live');
    await delay(3 * settleMs);
    camera.be('carded');
    await delay(3 * settleMs);
    expect(heard).toEqual([]);
  });

  it('tells of a camera that was never there', async () => {
    camera.be('offline');
    await expect.poll(states, patience).toEqual(['offline']);
    expect(heard[0]?.body).not.toHaveProperty('before');
  });

  it('tries again, then says so without the address', async () => {
    answer = (_, response) => response.writeHead(500).end();
    camera.be('offline');
    await expect.poll(() => notes, patience).toHaveLength(1);
    expect(states()).toEqual(['offline', 'offline', 'offline']);
    expect(notes[0]).toBe('The webhook at http://127.0.0.1 could not be told that gate is offline.');
  });

  it('goes to no other host, also when it is sent there', async () => {
    const elsewhere = createServer((_, response) => response.end());
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    let visits = 0;
    elsewhere.on('request', () => visits++);
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
    answer = (_, response) => response.writeHead(307, { location }).end();
    camera.be('offline');
    await expect.poll(() => notes, patience).toHaveLength(1);
    expect(visits).toBe(0);
    elsewhere.close();
  });

  it('is silent once disposed', async () => {
    camera.be('offline');
    webhook[Symbol.dispose]();
    await delay(3 * settleMs);
    expect([heard.length, camera.listeners.size]).toEqual([0, 0]);
  });
});
