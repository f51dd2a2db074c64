import type { Mount } from '../stream/mount.ts';
import { RtpSender } from './rtp-sender.ts';
import { RtspConnection, rtspTarget } from './rtsp-connection.ts';
import { trackControl, writeSdp } from './write-sdp.ts';

const timeoutMs = 5000;
/** The server takes no more: pictures are left out up to the next key frame. */
const maxWaitingBytes = 1024 * 1024;
const keepAliveMs = 20_000;

/** Pushes a mount to somebody's RTSP server (ANNOUNCE, RECORD, over TCP) until the connection breaks: then rejects. @throws SourceError */
export async function pushMount(
  mount: Mount,
  { url, signal }: { readonly url: string; readonly signal: AbortSignal },
): Promise<never> {
  const video = await mount.whenReady(signal);
  const target = rtspTarget(url);
  const connection = await RtspConnection.open(target, { timeoutMs, signal, onPacket: () => {} });
  using subscription = mount.subscribe({ fromNextKeyFrame: true });
  const timer = setInterval(() => connection.notify('OPTIONS', target.url), keepAliveMs);
  try {
    await connection.request('ANNOUNCE', target.url, { 'Content-Type': 'application/sdp' }, writeSdp(video));
    const track = `${target.url.replace(/\/+$/, '')}/${trackControl}`;
    await connection.request('SETUP', track, { Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1;mode=record' });
    await connection.request('RECORD', target.url, { Range: 'npt=0.000-' });
    const sender = new RtpSender(connection.path(0, 1));
    const ended = connection.ended().finally(() => subscription[Symbol.dispose]());
    let isBehind = false;
    for await (const packet of subscription) {
      if (isBehind && !packet.isKeyFrame) continue;
      isBehind = connection.waitingBytes > maxWaitingBytes;
      if (!isBehind) sender.send(packet, packet.seconds);
    }
    throw await ended;
  } finally {
    clearInterval(timer);
    connection.close();
  }
}
