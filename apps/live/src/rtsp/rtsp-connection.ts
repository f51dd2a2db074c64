import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { SourceError } from '../source/source-error.ts';
import { interleavedPath } from './rtp-paths.ts';
import type { RtpPath } from './rtp-sender.ts';
import { authorize, chooseChallenge, type Challenge, type Credentials } from './rtsp-credentials.ts';
import { RtspParser, RtspSyntaxError, type RtspMessage } from './rtsp-parser.ts';

/** Where to connect to, taken from an `rtsp://` or `rtsps://` URL. */
export interface RtspTarget {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  /** The URL as it stands in requests: without credentials. */
  readonly url: string;
  readonly credentials: Credentials | undefined;
}

/** Takes a URL apart. */
export function rtspTarget(text: string): RtspTarget {
  const url = new URL(text);
  const isTls = url.protocol === 'rtsps:';
  const credentials =
    url.username === ''
      ? undefined
      : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  const bare = `${url.protocol}//${url.host}${url.pathname}${url.search}`;
  const port = url.port === '' ? (isTls ? 322 : 554) : Number(url.port);
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port, isTls, url: bare, credentials };
}

/** A response to one of our requests. */
export interface RtspResponse {
  readonly status: number;
  readonly headers: RtspMessage['headers'];
  readonly body: Buffer;
}

/** How long a connection that is over may take to send its last bytes. */
const lingerMs = 200;

export interface RtspConnectionOptions {
  /** Longest wait for the connection and for each response. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called with each interleaved packet; `data` is borrowed. */
  readonly onPacket: (channel: number, data: Buffer) => void;
}

/** An RTSP client's connection: requests one after another, answers to challenges, packets in between. */
export class RtspConnection {
  readonly #target: RtspTarget;
  readonly #options: RtspConnectionOptions;
  readonly #socket: Socket;
  readonly #parser = new RtspParser();
  #sequence = 0;
  #challenge: Challenge | undefined;
  #session = '';
  #waiting: { resolve: (message: RtspMessage) => void; reject: (error: Error) => void } | undefined;
  #failure: SourceError | undefined;
  #onEnd: (() => void) | undefined;

  private constructor(target: RtspTarget, socket: Socket, options: RtspConnectionOptions) {
    this.#target = target;
    this.#options = options;
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
    socket.on('error', (error) => this.#fail(new SourceError('The connection to the camera broke.', { cause: error })));
    socket.on('close', () => this.#fail(new SourceError('The camera closed the connection.')));
    const stop = (): void => this.#fail(new SourceError('Stopped.'));
    options.signal.addEventListener('abort', stop, { once: true });
    socket.on('close', () => options.signal.removeEventListener('abort', stop));
  }

  /** Connects to the target, and nowhere else. @throws SourceError */
  static async open(target: RtspTarget, options: RtspConnectionOptions): Promise<RtspConnection> {
    options.signal.throwIfAborted();
    const { host, port, isTls } = target;
    const socket = isTls
      ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}) })
      : connectTcp({ host, port });
    await new Promise<void>((resolve, reject) => {
      const fail = (message: string, cause?: unknown): void => {
        socket.destroy();
        reject(new SourceError(message, { cause }));
      };
      const timer = setTimeout(() => fail('The camera does not answer.'), options.timeoutMs);
      const stop = (): void => fail('Stopped.');
      options.signal.addEventListener('abort', stop, { once: true });
      const settle = (): void => {
        clearTimeout(timer);
        options.signal.removeEventListener('abort', stop);
      };
      socket.once(isTls ? 'secureConnect' : 'connect', () => {
        settle();
        resolve();
      });
      socket.once('error', (error: NodeJS.ErrnoException) => {
        settle();
        fail(describeConnectError(error), error);
      });
    });
    socket.removeAllListeners('error');
    return new RtspConnection(target, socket, options);
  }

  /** The address of this end, for datagrams. */
  get localAddress(): string {
    return this.#socket.localAddress ?? '0.0.0.0';
  }

  get remoteAddress(): string {
    return this.#socket.remoteAddress ?? '';
  }

  /** Sends a request and gives its successful response; answers one challenge. @throws SourceError */
  async request(
    method: string,
    uri: string,
    headers: Readonly<Record<string, string>> = {},
    body = '',
  ): Promise<RtspResponse> {
    const first = await this.#ask(method, uri, headers, body);
    if (first.status !== 401) return this.#check(first);
    this.#challenge = chooseChallenge(first.headers.get('www-authenticate') ?? []);
    if (!this.#challenge || !this.#target.credentials) {
      throw new SourceError('The camera asks for a user and a password.', { isLasting: true });
    }
    const second = await this.#ask(method, uri, headers, body);
    if (second.status === 401)
      throw new SourceError('The camera refuses the user or the password.', { isLasting: true });
    return this.#check(second);
  }

  /** Bytes that the system has not taken yet. */
  get waitingBytes(): number {
    return this.#socket.writableLength;
  }

  /** Sends packets between the requests. */
  path(rtpChannel: number, rtcpChannel: number): RtpPath {
    return interleavedPath(this.#socket, rtpChannel, rtcpChannel);
  }

  /** Resolves when the connection is over. */
  async ended(): Promise<SourceError> {
    if (!this.#failure) await new Promise<void>((resolve) => (this.#onEnd = resolve));
    return this.#failure as SourceError;
  }

  /** Sends a request whose response nobody waits for. */
  notify(method: string, uri: string): void {
    if (!this.#failure && !this.#waiting) this.#send(method, uri, {}, '');
  }

  close(error = new SourceError('Stopped.')): void {
    this.#fail(error);
  }

  async #ask(
    method: string,
    uri: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ): Promise<RtspResponse> {
    if (this.#failure) throw this.#failure;
    const sequence = this.#send(method, uri, headers, body);
    const timer = setTimeout(() => this.#fail(new SourceError('The camera does not answer.')), this.#options.timeoutMs);
    try {
      for (;;) {
        const message = await new Promise<RtspMessage>((resolve, reject) => (this.#waiting = { resolve, reject }));
        const [, status = ''] = /^RTSP\/1\.\d (\d{3})/.exec(message.startLine) ?? [];
        const answered = Number(message.headers.get('cseq')?.[0] ?? sequence);
        // Answers to keep-alives, and requests of cameras that think themselves clients.
        if (status === '' || answered !== sequence) continue;
        this.#session = message.headers.get('session')?.[0]?.split(';')[0] ?? this.#session;
        return { status: Number(status), headers: message.headers, body: Buffer.from(message.body) };
      }
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
    }
  }

  #check(response: RtspResponse): RtspResponse {
    const { status } = response;
    if (status >= 200 && status < 300) return response;
    if (status >= 300 && status < 400)
      throw new SourceError('The camera redirects elsewhere, which is refused.', { isLasting: true });
    if (status === 404) throw new SourceError('The camera has no stream of this name.', { isLasting: true });
    if (status === 401 || status === 403) throw new SourceError('The camera refuses access.', { isLasting: true });
    throw new SourceError(`The camera answered with status ${status}.`);
  }

  #send(method: string, uri: string, headers: Readonly<Record<string, string>>, body: string): number {
    const sequence = ++this.#sequence;
    const { credentials } = this.#target;
    const lines = Object.entries({
      CSeq: String(sequence),
      'User-Agent': 'Passerby',
      ...(this.#session === '' ? {} : { Session: this.#session }),
      ...(this.#challenge && credentials
        ? { Authorization: authorize(this.#challenge, credentials, method, uri) }
        : {}),
      ...headers,
      ...(body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#socket.write(`${method} ${uri} RTSP/1.0\r\n${lines.join('')}\r\n${body}`, 'latin1');
    return sequence;
  }

  #read(bytes: Buffer): void {
    if (this.#failure) return;
    try {
      for (const piece of this.#parser.parse(bytes)) {
        if (piece.kind === 'packet') this.#options.onPacket(piece.channel, piece.data);
        else this.#waiting?.resolve(piece);
      }
    } catch (error) {
      if (!(error instanceof RtspSyntaxError)) throw error;
      this.#fail(new SourceError('The camera sends what is not RTSP.', { cause: error }));
    }
  }

  #fail(error: SourceError): void {
    if (this.#failure) return;
    this.#failure = error;
    // A last request may still be on its way.
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), lingerMs).unref();
    this.#waiting?.reject(error);
    this.#onEnd?.();
  }
}

function describeConnectError({ code }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'The camera refuses the connection.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'The name of the camera is not known.';
  if (code?.startsWith('ERR_TLS') || /CERT|SELF_SIGNED|UNABLE_TO/.test(code ?? '')) {
    return 'The certificate of the camera is not trusted (NODE_EXTRA_CA_CERTS names a file of more authorities).';
  }
  return 'The camera cannot be reached.';
}
