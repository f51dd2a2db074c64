import type { Socket } from 'node:net';
import type { Mount } from '../stream/mount.ts';
import type { MountSubscription } from '../stream/mount-subscription.ts';
import { RtpSender, type RtpPath } from './rtp-sender.ts';

/** A viewer's bytes that the system has not taken; with more nothing is sent until it reads on. */
const maxSocketBytes = 1024 * 1024;
/** A viewer that reads nothing for so long is let go. */
const maxStallMs = 30_000;
/** Cached pictures are sent as if shown this far apart, so that players are at the live edge at once. */
const catchUpSeconds = 0.001;

/** Sends one mount to one viewer until either ends. */
export class RtspViewer implements Disposable {
  readonly sender: RtpSender;
  readonly firstSeconds: number;
  readonly #mount: Mount;
  readonly #socket: Socket;
  readonly #subscription: MountSubscription;
  readonly #cached: number;
  readonly #lastCachedSeconds: number;

  constructor(mount: Mount, socket: Socket, path: RtpPath) {
    this.#mount = mount;
    this.#socket = socket;
    this.sender = new RtpSender(path);
    this.#cached = mount.currentGroup.length;
    this.#lastCachedSeconds = mount.lastSeconds;
    this.#subscription = mount.subscribe();
    this.firstSeconds = Math.max(0, this.#lastCachedSeconds - Math.max(0, this.#cached - 1) * catchUpSeconds);
  }

  get mountName(): string {
    return this.#mount.name;
  }

  /** Resolves when the mount or the viewer is gone. */
  async run(): Promise<void> {
    let sent = 0;
    for await (const packet of this.#subscription) {
      if (this.#socket.destroyed) break;
      const behind = this.#cached - 1 - sent;
      const isCached = behind > 0 && packet.seconds < this.#lastCachedSeconds;
      this.sender.send(packet, isCached ? this.#lastCachedSeconds - behind * catchUpSeconds : packet.seconds);
      sent++;
      if (this.#socket.writableLength > maxSocketBytes) await this.#drain();
    }
    this.sender.end();
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
  }

  async #drain(): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#socket.off('drain', done);
        this.#socket.off('close', done);
        resolve();
      };
      const timer = setTimeout(() => this.#socket.destroy(), maxStallMs);
      this.#socket.once('drain', done);
      this.#socket.once('close', done);
    });
  }
}
