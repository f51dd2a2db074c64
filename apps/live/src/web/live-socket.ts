import type { WebSocket } from 'ws';
import type { FragmentHeaderBytes, StreamMessage } from '../page/messages.ts';
import type { HiddenPacket } from '../stream/hidden-packet.ts';
import type { Mount } from '../stream/mount.ts';
import { writeInitSegment } from './mp4/init-segment.ts';
import { writeMediaSegment } from './mp4/media-segment.ts';

/** What waits for a viewer at most, in bytes. One that is further behind goes on at the next key frame. */
const maxWaitingBytes = 1024 * 1024;

const headerBytes: FragmentHeaderBytes = 17;

/** A packet is written once, however many watch. */
const written = new WeakMap<HiddenPacket, Buffer>();

/**
 * Streams a mount to one viewer as fragmented MP4, as {@link StreamMessage} says, until either leaves. A viewer that reads slowly loses
 * packets; nobody waits for it.
 */
export async function streamMount(socket: WebSocket, mount: Mount): Promise<void> {
  const leaving = new AbortController();
  socket.once('close', () => leaving.abort());
  try {
    const video = await mount.whenReady(leaving.signal);
    const { width, height } = video;
    const hello: StreamMessage = { type: `video/mp4; codecs="${video.codec}"`, width, height };
    using subscription = mount.subscribe({ maxWaitingBytes });
    leaving.signal.addEventListener('abort', () => subscription[Symbol.dispose]());
    await send(socket, JSON.stringify(hello));
    await send(socket, writeInitSegment(video));
    for await (const packet of subscription) await send(socket, message(packet));
    socket.close(1001, 'The stream ended.');
  } catch (error) {
    // A viewer that leaves does so at any moment.
    if (socket.readyState !== socket.OPEN) return;
    socket.terminate();
    throw error;
  }
}

function message(packet: HiddenPacket): Buffer {
  const known = written.get(packet);
  if (known) return known;
  const header = Buffer.alloc(headerBytes);
  header.writeDoubleBE(packet.seconds, 0);
  header.writeDoubleBE(packet.receivedAtMs ?? NaN, 8);
  header.writeUInt8(packet.isKeyFrame ? 1 : 0, 16);
  const whole = Buffer.concat([header, writeMediaSegment(packet)]);
  written.set(packet, whole);
  return whole;
}

/** Resolves once the message is on its way: that is what holds back a reader who does not read. */
function send(socket: WebSocket, data: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(data, (error) => (error ? reject(error) : resolve()));
  });
}
