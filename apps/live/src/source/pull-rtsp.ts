import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { RtpDepacketizer } from '../rtp/rtp-depacketizer.ts';
import { readSdp, type SdpVideo } from '../rtsp/read-sdp.ts';
import { RtspConnection, rtspTarget, type RtspTarget } from '../rtsp/rtsp-connection.ts';
import type { PullListener } from './pull-listener.ts';
import { SourceError } from './source-error.ts';

export interface PullRtspOptions {
  readonly url: string;
  readonly transport: 'tcp' | 'udp';
  readonly signal: AbortSignal;
  /** Longest wait for a connection and for each answer. Default 3000. */
  readonly timeoutMs?: number;
  /** The camera sent nothing for so long: given up. Default 4000. */
  readonly silenceMs?: number;
}

const rtpChannel = 0;

/** Pulls one video stream over RTSP until it breaks: then rejects. Contacts only the URL's host. @throws SourceError always, at the end */
export async function pullRtsp(options: PullRtspOptions, listener: PullListener): Promise<never> {
  const { transport, signal, timeoutMs = 3000, silenceMs = 4000 } = options;
  const target = rtspTarget(options.url);
  let depacketizer: RtpDepacketizer | undefined;
  let lastPacketMs = performance.now();
  const take = (data: Buffer): void => {
    lastPacketMs = performance.now();
    for (const unit of depacketizer?.add(data) ?? []) listener.onPicture(unit);
  };
  const onPacket = (channel: number, data: Buffer): void => {
    if (transport === 'tcp' && channel === rtpChannel) take(data);
  };
  const connection = await RtspConnection.open(target, { timeoutMs, signal, onPacket });
  const datagrams = transport === 'udp' ? await openDatagrams(connection) : undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    const { video, base } = await describe(connection, target);
    const control = resolveControl(video.control, base);
    const keepAliveMs = await setUp(connection, control, datagrams);
    depacketizer = new RtpDepacketizer({ ...video, mayReorder: transport === 'udp' });
    datagrams?.media.on('message', (data, from) => {
      if (isSameHost(from.address, connection.remoteAddress)) take(data);
    });
    await connection.request('PLAY', base, { Range: 'npt=0.000-' });
    listener.onStart(video.codec);
    lastPacketMs = performance.now();
    let lastKeptAliveMs = lastPacketMs;
    timer = setInterval(() => {
      const nowMs = performance.now();
      if (nowMs - lastPacketMs > silenceMs) {
        connection.close(new SourceError(`The camera sent nothing for ${silenceMs / 1000} s.`));
      } else if (nowMs - lastKeptAliveMs > keepAliveMs) {
        lastKeptAliveMs = nowMs;
        connection.notify('GET_PARAMETER', base);
      }
    }, 100);
    throw await connection.ended();
  } finally {
    clearInterval(timer);
    connection.notify('TEARDOWN', target.url);
    connection.close();
    datagrams?.media.close();
    datagrams?.control.close();
  }
}

async function describe(connection: RtspConnection, target: RtspTarget): Promise<{ video: SdpVideo; base: string }> {
  const { headers, body } = await connection.request('DESCRIBE', target.url, { Accept: 'application/sdp' });
  const video = readSdp(body.toString('utf8'));
  if ('fault' in video) throw new SourceError(video.fault, { isLasting: true });
  const base = headers.get('content-base')?.[0] ?? headers.get('content-location')?.[0] ?? target.url;
  // Whatever the answer says, requests stay on this connection: no other host is contacted.
  return { video, base: base.startsWith('rtsp') ? base : target.url };
}

function resolveControl(control: string, base: string): string {
  if (control === '' || control === '*') return base;
  if (/^rtsps?:/i.test(control)) return control;
  return `${base.endsWith('/') ? base : `${base}/`}${control}`;
}

/** Gives how often the camera wants to hear from us, in milliseconds. */
async function setUp(connection: RtspConnection, control: string, datagrams: Datagrams | undefined): Promise<number> {
  const wanted = datagrams
    ? `RTP/AVP;unicast;client_port=${datagrams.port}-${datagrams.port + 1}`
    : 'RTP/AVP/TCP;unicast;interleaved=0-1';
  const { headers } = await connection.request('SETUP', control, { Transport: wanted });
  const given = headers.get('transport')?.[0] ?? '';
  if (!datagrams && !/interleaved=0(-1)?\b/.test(given)) {
    throw new SourceError('The camera does not send over TCP; try `transport: udp`.', { isLasting: true });
  }
  const timeoutSeconds = Number(/timeout=(\d+)/.exec(headers.get('session')?.[0] ?? '')?.[1] ?? 60);
  return Math.max(1000, timeoutSeconds * 400);
}

interface Datagrams {
  readonly media: Socket;
  readonly control: Socket;
  readonly port: number;
}

/** Two ports next to each other, the lower one even. @throws SourceError */
async function openDatagrams(connection: RtspConnection): Promise<Datagrams> {
  const type = isIPv6(connection.localAddress) ? 'udp6' : 'udp4';
  for (let attempt = 0; attempt < 20; attempt++) {
    const port = 20_000 + 2 * Math.floor(Math.random() * 20_000);
    const media = createSocket({ type, recvBufferSize: 1024 * 1024 });
    const control = createSocket(type);
    try {
      media.bind(port);
      control.bind(port + 1);
      await Promise.all([once(media, 'listening'), once(control, 'listening')]);
      for (const socket of [media, control])
        socket.on('error', () => connection.close(new SourceError('Receiving datagrams failed.')));
      return { media, control, port };
    } catch (error) {
      media.close();
      control.close();
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE')
        throw new SourceError('No datagrams can be received.', { cause: error });
    }
  }
  throw new SourceError('No free pair of ports for datagrams was found.');
}

function isSameHost(a: string, b: string): boolean {
  return a.replace(/^::ffff:/, '') === b.replace(/^::ffff:/, '');
}
