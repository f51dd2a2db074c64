import type { HiddenPacket } from './hidden-packet.ts';

/** Options of `Mount.subscribe`. */
export interface SubscribeOptions {
  /** Most bytes waiting to be read, default 4 MiB. A reader further behind loses what waits and goes on at the next key frame. */
  readonly maxWaitingBytes?: number | undefined;
  /** Start at the next key frame instead of the current group of pictures: later, but nothing is behind the live edge. Default false. */
  readonly fromNextKeyFrame?: boolean | undefined;
}

/** One reader's view of a mount: starts with a key frame, and again with one after every loss. Iterate it once; dispose it to leave. */
export class MountSubscription implements AsyncIterable<HiddenPacket>, Disposable {
  readonly #maxWaitingBytes: number;
  readonly #leave: () => void;
  #waiting: HiddenPacket[] = [];
  #waitingBytes = 0;
  #needsKeyFrame = true;
  #skippedPackets = 0;
  #isClosed = false;
  #wake: (() => void) | undefined;

  /** `leave` is called once, when the subscription ends. */
  constructor({ maxWaitingBytes = 4 * 1024 * 1024 }: SubscribeOptions, leave: () => void) {
    this.#maxWaitingBytes = maxWaitingBytes;
    this.#leave = leave;
  }

  /** Packets that this reader lost by being slow. */
  get skippedPackets(): number {
    return this.#skippedPackets;
  }

  /** Packets waiting to be read. */
  get waitingPackets(): number {
    return this.#waiting.length;
  }

  /** For the mount only: the next packet of the stream. */
  offer(packet: HiddenPacket): void {
    if (this.#isClosed) return;
    if (this.#waitingBytes + packet.data.byteLength > this.#maxWaitingBytes) this.skipToKeyFrame();
    if (this.#needsKeyFrame && !packet.isKeyFrame) {
      this.#skippedPackets++;
      return;
    }
    this.#needsKeyFrame = false;
    this.#waiting.push(packet);
    this.#waitingBytes += packet.data.byteLength;
    this.#wake?.();
  }

  /** Drops what waits, so that the next packet read is the next key frame: for readers that know that they are behind. */
  skipToKeyFrame(): void {
    this.#skippedPackets += this.#waiting.length;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#needsKeyFrame = true;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<HiddenPacket, void, undefined> {
    while (!this.#isClosed) {
      const packet = this.#waiting.shift();
      if (packet) {
        this.#waitingBytes -= packet.data.byteLength;
        yield packet;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        this.#wake = undefined;
      }
    }
  }

  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting = [];
    this.#leave();
    this.#wake?.();
  }
}
