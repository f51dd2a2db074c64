import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { HiddenPacket } from '../stream/hidden-packet.ts';
import { Mount } from '../stream/mount.ts';
import { streamMount } from './live-socket.ts';

const packetBytes = 200_000;
const groupSize = 10;
const patience = { timeout: 20_000 };

function packet(index: number): HiddenPacket {
  const isKeyFrame = index % groupSize === 0;
  const data = Buffer.alloc(packetBytes, 0x55);
  data.set([0, 0, 0, 1, isKeyFrame ? 0x65 : 0x41]);
  return { data, isKeyFrame, seconds: index / 15, durationSeconds: 1 / 15, receivedAtMs: index, isCard: false };
}

function openMount(): Mount {
  const mount = new Mount('gate');
  mount.open({
    width: 64,
    height: 64,
    framesPerSecond: 15,
    sequenceParameterSet: Buffer.from('6742c00c', 'hex'),
    pictureParameterSet: Buffer.from('68ce3c80', 'hex'),
    codec: 'avc1.42c00c',
  });
  return mount;
}

describe('streamMount', () => {
  it('never waits for a viewer that does not read, and goes on with a key frame when it does', async () => {
    const mount = openMount();
    const http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
    sockets.on('connection', (socket) => void streamMount(socket, mount));
    const connect = async (received: number[]): Promise<WebSocket> => {
      const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
      client.on('message', (data: Buffer, isBinary) => {
        // A fragment, not what comes before the first one.
        if (isBinary && data.byteLength > packetBytes) received.push(Math.round(data.readDoubleBE(0) * 15));
      });
      await once(client, 'open');
      return client;
    };
    const quickReceived: number[] = [];
    const slowReceived: number[] = [];
    const quick = await connect(quickReceived);
    const slow = await connect(slowReceived);
    slow.pause();
    let mostWaitingBytes = 0;
    for (let index = 0; index < 300; index++) {
      mount.push(packet(index));
      for (const { bufferedAmount } of sockets.clients) mostWaitingBytes = Math.max(mostWaitingBytes, bufferedAmount);
      await delay(2);
    }
    await expect.poll(() => quickReceived.at(-1), patience).toBe(299);
    expect(quickReceived).toHaveLength(300);
    // 60 MB were sent; what the system does not take waits in the mount's subscription, which is bounded.
    expect(mostWaitingBytes).toBeLessThan(2 * packetBytes);
    slow.resume();
    await delay(200);
    for (let index = 300; index < 320; index++) {
      mount.push(packet(index));
      await delay(5);
    }
    await expect.poll(() => slowReceived.at(-1), patience).toBe(319);
    expect(slowReceived.length).toBeLessThan(200);
    const jumps = slowReceived.filter((index, place) => place > 0 && index !== (slowReceived[place - 1] ?? 0) + 1);
    expect(jumps.length).toBeGreaterThan(0);
    expect(jumps.map((index) => index % groupSize)).toEqual(jumps.map(() => 0));
    quick.terminate();
    slow.terminate();
    sockets.close();
    http.close();
  });
});
