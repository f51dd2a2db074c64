import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv6, type AddressInfo, type Server, type Socket } from 'node:net';
import { formatAddress, isLoopbackHost, type Address } from '../config/address.ts';
import type { RtspAccess } from '../config/live-config.ts';
import type { Mount } from '../stream/mount.ts';
import { RtspSession } from './rtsp-session.ts';
import type { Credentials } from './rtsp-credentials.ts';
import { OptionsError } from '@passerby/engine';

/** Connections at once; beyond, the oldest that plays nothing is closed for a new one. */
const maxConnections = 128;
/** Who has not begun to play by then is closed. */
const idleMs = 20_000;

export interface RtspServerOptions {
  readonly listen: Address;
  /** Asked for by Digest, on loopback too. Needed beyond loopback. */
  readonly access: RtspAccess | undefined;
}

/** Serves mounts over RTSP: TCP and UDP, any number of viewers for each. What a viewer does costs a bounded amount and concerns nobody else. */
export class RtspServer implements AsyncDisposable {
  readonly #server: Server = createServer({ allowHalfOpen: false });
  readonly #mounts: () => readonly Mount[];
  readonly #access: Credentials | undefined;
  readonly #sessions = new Map<RtspSession, { readonly socket: Socket; readonly sinceMs: number }>();
  readonly #host: string;
  #datagrams: DatagramPair | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor({ listen, access }: RtspServerOptions, mounts: () => readonly Mount[]) {
    this.#mounts = mounts;
    this.#access = access && { user: access.user, password: access.password.reveal() };
    this.#host = listen.host;
  }

  /**
   * Listens. `mounts`: what there is to see, asked for with every request.
   * @throws OptionsError where it would be reachable from elsewhere without a password, or the address is taken.
   */
  static async start(options: RtspServerOptions, mounts: () => readonly Mount[]): Promise<RtspServer> {
    const { listen, access } = options;
    if (!isLoopbackHost(listen.host) && !access) {
      throw new OptionsError(
        'Expected access.rtsp with a user and a password where listen.rtsp is reachable by others, received none.',
      );
    }
    const server = new RtspServer(options, mounts);
    await server.#listen(listen);
    return server;
  }

  /** Where it listens, with the real port. */
  get address(): Address {
    return { host: this.#host, port: (this.#server.address() as AddressInfo).port };
  }

  /** Connections now. */
  get connectionCount(): number {
    return this.#sessions.size;
  }

  urlOf(name: string): string {
    return `rtsp://${formatAddress(this.address)}/${name}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const session of this.#sessions.keys()) session.close();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      setTimeout(() => {
        for (const { socket } of this.#sessions.values()) socket.destroy();
      }, 500).unref();
    });
    this.#closeDatagrams();
  }

  #closeDatagrams(): void {
    this.#datagrams?.media.close();
    this.#datagrams?.control.close();
    this.#datagrams = undefined;
  }

  async #listen({ host, port }: Address): Promise<void> {
    const datagrams = await bindPair(host);
    this.#datagrams = datagrams;
    const access = this.#access;
    const mountOf = (name: string): Mount | undefined => this.#mounts().find((mount) => mount.name === name);
    this.#server.on('connection', (socket) => {
      if (!this.#makeRoom()) {
        socket.destroy();
        return;
      }
      const session = new RtspSession(socket, { access, datagrams, mountOf });
      this.#sessions.set(session, { socket, sinceMs: performance.now() });
      socket.on('close', () => this.#sessions.delete(session));
    });
    this.#server.listen({ host, port });
    try {
      await once(this.#server, 'listening');
    } catch (error) {
      this.#closeDatagrams();
      throw new OptionsError(
        `Expected a free address for listen.rtsp, received ${formatAddress({ host, port })} (${(error as NodeJS.ErrnoException).code}).`,
        { cause: error },
      );
    }
    this.#timer = setInterval(() => this.#sweep(), 1000);
    this.#timer.unref();
  }

  /** Closes the oldest connection that plays nothing where there are too many; `false` where all play. */
  #makeRoom(): boolean {
    if (this.#sessions.size < maxConnections) return true;
    const oldest = [...this.#sessions].find(([session]) => !session.isPlaying);
    if (!oldest) return false;
    this.#sessions.delete(oldest[0]);
    oldest[1].socket.destroy();
    return true;
  }

  #sweep(): void {
    const nowMs = performance.now();
    for (const [session, { socket, sinceMs }] of this.#sessions) {
      const isIdle = !session.isPlaying && nowMs - sinceMs > idleMs;
      if (isIdle || session.isStale(nowMs)) socket.destroy();
    }
  }
}

interface DatagramPair {
  readonly media: DatagramSocket;
  readonly control: DatagramSocket;
  readonly port: number;
}

/** Two ports next to each other, the lower one even. */
async function bindPair(host: string): Promise<DatagramPair> {
  const type = isIPv6(host) ? 'udp6' : 'udp4';
  for (let attempt = 0; ; attempt++) {
    const port = 40_000 + 2 * Math.floor(Math.random() * 12_000);
    const [media, control] = [createSocket(type), createSocket(type)];
    try {
      media.bind(port, host);
      control.bind(port + 1, host);
      await Promise.all([once(media, 'listening'), once(control, 'listening')]);
      for (const socket of [media, control]) {
        socket.unref();
        // What cannot be sent to one viewer is told to its sender; nothing else goes wrong here.
        socket.on('error', () => {});
      }
      return { media, control, port };
    } catch (error) {
      media.close();
      control.close();
      if (attempt === 20 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}
