import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Socket as DatagramSocket } from 'node:dgram';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Mount } from '../stream/mount.ts';
import { digestResponse, readAuthParameters, type Credentials } from './rtsp-credentials.ts';
import { RtspParser, RtspSyntaxError, type RtspMessage } from './rtsp-parser.ts';
import { datagramPath, interleavedPath } from './rtp-paths.ts';
import { RtspViewer } from './rtsp-viewer.ts';
import type { RtpPath } from './rtp-sender.ts';
import { trackControl, writeSdp } from './write-sdp.ts';

const realm = 'Passerby';
/** A description waits for the camera's first picture this long. */
const readyTimeoutMs = 10_000;
/** After a wrong password, before the answer. */
const refusalDelayMs = 500;
/** Said to clients; sessions over datagrams that are silent for longer are over. */
const sessionTimeoutSeconds = 60;
const methods = 'OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, SET_PARAMETER, TEARDOWN';

/** What a session may use of its server. */
export interface RtspSessionHost {
  readonly access: Credentials | undefined;
  mountOf(name: string): Mount | undefined;
  /** The server's datagram sockets. */
  readonly datagrams: { readonly media: DatagramSocket; readonly control: DatagramSocket; readonly port: number };
}

/** One connection to the RTSP server. */
export class RtspSession {
  readonly #socket: Socket;
  readonly #host: RtspSessionHost;
  readonly #parser = new RtspParser();
  readonly #nonce = randomBytes(16).toString('hex');
  readonly #id = randomBytes(8).toString('hex');
  readonly #gone = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #waitingRequests = 0;
  #mount: Mount | undefined;
  #path: RtpPath | undefined;
  #usesDatagrams = false;
  #viewer: RtspViewer | undefined;
  #heardMs = performance.now();

  constructor(socket: Socket, host: RtspSessionHost) {
    this.#socket = socket;
    this.#host = host;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 20_000);
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#end());
  }

  get isPlaying(): boolean {
    return this.#viewer !== undefined;
  }

  /** Whether a viewer of datagrams has not been heard of for so long that it is gone. */
  isStale(nowMs: number): boolean {
    return this.#usesDatagrams && nowMs - this.#heardMs > sessionTimeoutSeconds * 1000;
  }

  /** Tells the viewer and closes the connection. */
  close(): void {
    this.#viewer?.sender.end();
    this.#end();
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), 500).unref();
  }

  #end(): void {
    this.#gone.abort();
    this.#viewer?.[Symbol.dispose]();
    this.#viewer = undefined;
  }

  #read(bytes: Buffer): void {
    this.#heardMs = performance.now();
    try {
      for (const piece of this.#parser.parse(bytes)) {
        // Reports of viewers need no answer.
        if (piece.kind === 'packet' || piece.startLine.startsWith('RTSP/')) continue;
        this.#queue(piece);
      }
    } catch (error) {
      if (!(error instanceof RtspSyntaxError)) throw error;
      this.#socket.destroy();
    }
  }

  /** One request after another; who sends many without waiting is cut off. */
  #queue(request: RtspMessage): void {
    if (++this.#waitingRequests > 32) {
      this.#socket.destroy();
      return;
    }
    this.#work = this.#answerAfter(this.#work, request);
  }

  async #answerAfter(before: Promise<void>, request: RtspMessage): Promise<void> {
    await before;
    this.#waitingRequests--;
    if (!this.#socket.destroyed) await this.#answer(request);
  }

  async #answer(request: RtspMessage): Promise<void> {
    const [method = '', url = ''] = request.startLine.split(' ');
    if (method === 'OPTIONS') return this.#reply(request, 200, { Public: methods });
    if (!this.#isAllowed(request, method)) {
      if (request.headers.has('authorization')) await delay(refusalDelayMs);
      return this.#reply(request, 401, { 'WWW-Authenticate': `Digest realm="${realm}", nonce="${this.#nonce}"` });
    }
    switch (method) {
      case 'DESCRIBE':
        return this.#describe(request, url);
      case 'SETUP':
        return this.#setUp(request, url);
      case 'PLAY':
        return this.#play(request, url);
      case 'GET_PARAMETER':
      case 'SET_PARAMETER':
        return this.#reply(request, 200, this.#sessionHeader());
      case 'PAUSE':
        this.#viewer?.[Symbol.dispose]();
        this.#viewer = undefined;
        return this.#reply(request, 200, this.#sessionHeader());
      case 'TEARDOWN':
        this.#reply(request, 200, {});
        return this.close();
      default:
        return this.#reply(request, 405, { Allow: methods });
    }
  }

  #isAllowed(request: RtspMessage, method: string): boolean {
    const { access } = this.#host;
    if (!access) return true;
    const header = request.headers.get('authorization')?.[0] ?? '';
    if (!/^digest\b/i.test(header)) return false;
    const parameters = readAuthParameters(header);
    const uri = parameters.get('uri') ?? '';
    if (parameters.get('nonce') !== this.#nonce || parameters.get('username') !== access.user) return false;
    const expected = digestResponse({
      hash: 'md5',
      realm,
      nonce: this.#nonce,
      qop: undefined,
      credentials: access,
      method,
      uri,
    });
    const given = Buffer.from(parameters.get('response') ?? '');
    return given.byteLength === expected.length && timingSafeEqual(given, Buffer.from(expected));
  }

  async #describe(request: RtspMessage, url: string): Promise<void> {
    const mount = this.#host.mountOf(mountName(url));
    if (!mount) return this.#reply(request, 404, {});
    try {
      const signal = AbortSignal.any([this.#gone.signal, AbortSignal.timeout(readyTimeoutMs)]);
      const sdp = writeSdp(await mount.whenReady(signal));
      const base = `${url.replace(/\/+$/, '')}/`;
      this.#reply(request, 200, { 'Content-Base': base, 'Content-Type': 'application/sdp' }, sdp);
    } catch (error) {
      if (!isAbort(error)) throw error;
      // Nothing is known of the camera yet.
      this.#reply(request, 503, { 'Retry-After': '2' });
    }
  }

  #setUp(request: RtspMessage, url: string): void {
    const mount = this.#host.mountOf(mountName(url));
    if (!mount?.video) return this.#reply(request, 404, {});
    if (this.#viewer) return this.#reply(request, 455, {});
    const wanted = (request.headers.get('transport') ?? []).flatMap((header) => header.split(','));
    for (const transport of wanted) {
      const given = this.#choosePath(transport.trim());
      if (given === undefined) continue;
      this.#mount = mount;
      return this.#reply(request, 200, { Transport: given, ...this.#sessionHeader() });
    }
    this.#reply(request, 461, {});
  }

  /** The transport as it is granted; `undefined` where it cannot be. */
  #choosePath(transport: string): string | undefined {
    if (/multicast/i.test(transport)) return undefined;
    if (/^RTP\/AVP\/TCP\b/i.test(transport)) {
      const [, rtp = '0', rtcp = String(Number(rtp) + 1)] =
        /interleaved=(\d{1,3})(?:-(\d{1,3}))?/i.exec(transport) ?? [];
      if (Number(rtp) > 255 || Number(rtcp) > 255) return undefined;
      this.#path = interleavedPath(this.#socket, Number(rtp), Number(rtcp));
      this.#usesDatagrams = false;
      return `RTP/AVP/TCP;unicast;interleaved=${rtp}-${rtcp}`;
    }
    const ports = /client_port=(\d{1,5})(?:-(\d{1,5}))?/i.exec(transport);
    const [rtp, rtcp] = [Number(ports?.[1]), Number(ports?.[2] ?? Number(ports?.[1]) + 1)];
    const address = this.#socket.remoteAddress;
    if (!/^RTP\/AVP(\/UDP)?\b/i.test(transport) || !isPort(rtp) || !isPort(rtcp) || address === undefined)
      return undefined;
    const { datagrams } = this.#host;
    this.#path = datagramPath(datagrams, address, rtp, rtcp);
    this.#usesDatagrams = true;
    return `RTP/AVP;unicast;client_port=${rtp}-${rtcp};server_port=${datagrams.port}-${datagrams.port + 1}`;
  }

  #play(request: RtspMessage, url: string): void {
    const mount = this.#mount;
    const path = this.#path;
    if (!mount || !path) return this.#reply(request, 455, {});
    if (this.#viewer) return this.#reply(request, 200, this.#sessionHeader());
    const viewer = new RtspViewer(mount, this.#socket, path);
    this.#viewer = viewer;
    const track = `${url.replace(/\/+$/, '')}/${trackControl}`;
    const time = viewer.sender.timestampOf(viewer.firstSeconds);
    this.#reply(request, 200, {
      ...this.#sessionHeader(),
      Range: 'npt=now-',
      'RTP-Info': `url=${track};seq=${viewer.sender.nextSequence};rtptime=${time}`,
    });
    void this.#run(viewer);
  }

  async #run(viewer: RtspViewer): Promise<void> {
    await viewer.run();
    // The stream is over: the gateway stops, or the camera is not in its configuration any more.
    if (this.#viewer === viewer) this.#socket.end();
  }

  #sessionHeader(): { readonly Session: string } {
    return { Session: `${this.#id};timeout=${sessionTimeoutSeconds}` };
  }

  #reply(request: RtspMessage, status: number, headers: Readonly<Record<string, string>>, body = ''): void {
    const sequence = request.headers.get('cseq')?.[0] ?? '';
    const all = {
      ...(/^\d{1,10}$/.test(sequence) ? { CSeq: sequence } : {}),
      Server: 'Passerby',
      ...headers,
      ...(body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#socket.write(`RTSP/1.0 ${status} ${phrases[status] ?? 'Status'}\r\n${lines.join('')}\r\n${body}`);
  }
}

const phrases: Readonly<Record<number, string>> = {
  200: 'OK',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  455: 'Method Not Valid in This State',
  461: 'Unsupported Transport',
  503: 'Service Unavailable',
};

/** The first part of the URL's path: what follows it is a track. */
function mountName(url: string): string {
  return /^rtsps?:\/\/[^/]*\/([^/?]*)/i.exec(url)?.[1] ?? '';
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65_536;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}
