import type { HiddenPacket } from './hidden-packet.ts';
import { MountSubscription, type SubscribeOptions } from './mount-subscription.ts';

/** What a mount's stream looks like; the same for as long as the mount exists. */
export interface MountVideo {
  /** Pixels, even. */
  readonly width: number;
  readonly height: number;
  /** At most; cards come more slowly. */
  readonly framesPerSecond: number;
  /** H.264 sequence and picture parameter set: NAL units without start code. */
  readonly sequenceParameterSet: Uint8Array;
  readonly pictureParameterSet: Uint8Array;
  /** RFC 6381 name, such as `avc1.64001f`. */
  readonly codec: string;
}

/** Longest cached group of pictures, in bytes. A longer one is not cached: late joiners wait for the next key frame. */
const maxCachedBytes = 16 * 1024 * 1024;

/**
 * One hidden stream under one name: a camera worker pushes packets, any number of subscribers read them. Outlives its worker and its camera;
 * the stream's size, codec and clock never change.
 */
export class Mount {
  readonly name: string;
  #video: MountVideo | undefined;
  readonly #waiting: ((video: MountVideo) => void)[] = [];
  readonly #subscriptions = new Set<MountSubscription>();
  #group: HiddenPacket[] = [];
  #groupBytes = 0;
  #lastSeconds = -1;

  constructor(name: string) {
    this.name = name;
  }

  /** `undefined` until the camera has told its size for the first time. */
  get video(): MountVideo | undefined {
    return this.#video;
  }

  /** Subscribers now. */
  get subscriberCount(): number {
    return this.#subscriptions.size;
  }

  /** The last packet's time on the mount's clock; -1 before the first. */
  get lastSeconds(): number {
    return this.#lastSeconds;
  }

  /** The packets since the last key frame, it first: what a late joiner decodes before what comes next. Empty before the first key frame. */
  get currentGroup(): readonly HiddenPacket[] {
    return this.#group;
  }

  /** Resolves once {@link video} is known. @throws the signal's reason when that comes first. */
  whenReady(signal: AbortSignal): Promise<MountVideo> {
    signal.throwIfAborted();
    if (this.#video) return Promise.resolve(this.#video);
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(signal.reason as Error);
      signal.addEventListener('abort', stop, { once: true });
      this.#waiting.push((video) => {
        signal.removeEventListener('abort', stop);
        resolve(video);
      });
    });
  }

  /**
   * Reads the stream: first the current group of pictures (unless `fromNextKeyFrame`), then everything that comes. The receiver disposes it.
   * A reader that falls behind loses packets up to the next key frame; nobody waits for it.
   */
  subscribe(options: SubscribeOptions = {}): MountSubscription {
    const subscription = new MountSubscription(options, () => this.#subscriptions.delete(subscription));
    this.#subscriptions.add(subscription);
    if (!options.fromNextKeyFrame) for (const packet of this.#group) subscription.offer(packet);
    return subscription;
  }

  /** Tells what the stream looks like. @throws TypeError when that changes. */
  open(video: MountVideo): void {
    if (this.#video && !isSameVideo(this.#video, video)) {
      throw new TypeError(`Expected the stream ${this.name} to keep its size and parameter sets, received others.`);
    }
    this.#video ??= video;
    for (const resolve of this.#waiting.splice(0)) resolve(this.#video);
  }

  /** Takes the next packet. @throws TypeError where its time does not lie after the last one's. */
  push(packet: HiddenPacket): void {
    if (!(packet.seconds > this.#lastSeconds)) {
      throw new TypeError(
        `Expected a packet after ${this.#lastSeconds} s in ${this.name}, received ${packet.seconds} s.`,
      );
    }
    this.#lastSeconds = packet.seconds;
    this.#cache(packet);
    for (const subscription of this.#subscriptions) subscription.offer(packet);
  }

  /** Ends all subscriptions: their readers see the end of the stream. */
  close(): void {
    for (const subscription of this.#subscriptions) subscription[Symbol.dispose]();
    this.#group = [];
  }

  #cache(packet: HiddenPacket): void {
    if (packet.isKeyFrame) {
      this.#group = [];
      this.#groupBytes = 0;
    } else if (this.#group.length === 0) return;
    this.#group.push(packet);
    this.#groupBytes += packet.data.byteLength;
    if (this.#groupBytes > maxCachedBytes) this.#group = [];
  }
}

function isSameVideo(a: MountVideo, b: MountVideo): boolean {
  return (
    a.width === b.width &&
    a.height === b.height &&
    Buffer.compare(a.sequenceParameterSet, b.sequenceParameterSet) === 0 &&
    Buffer.compare(a.pictureParameterSet, b.pictureParameterSet) === 0
  );
}
