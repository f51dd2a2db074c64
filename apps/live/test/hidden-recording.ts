import { findClearFaces, findFilledPixels, readMark, StreamWatcher, type StreetTruth } from '@passerby/street';

/** One frame as it was received. */
export interface ReceivedFrame {
  readonly receivedMs: number;
  /** The number of the street's frame; `undefined` for a card. */
  readonly index: number | undefined;
  /** People whose face is clear in it. */
  readonly clear: readonly number[];
}

/** The fill: grey. */
const fill = [128, 128, 128] as const;

/** A recorder that stays connected, and judges from pixels what it receives. */
export class HiddenRecording implements AsyncDisposable {
  readonly frames: ReceivedFrame[] = [];
  readonly #watcher: StreamWatcher;

  constructor(url: string, truth: StreetTruth, transport: 'tcp' | 'udp' = 'tcp') {
    const { width, height } = truth;
    this.#watcher = new StreamWatcher({
      url,
      width,
      height,
      transport,
      onFrame: (frame, receivedMs) => {
        const index = readMark(frame);
        const drawn = index === undefined ? undefined : truth.frames[index];
        const clear = drawn ? findClearFaces(drawn, findFilledPixels(frame, fill), width) : [];
        this.frames.push({ receivedMs, index, clear });
      },
    });
  }

  get isConnected(): boolean {
    return this.#watcher.isConnected;
  }

  get complaints(): string {
    return this.#watcher.complaints;
  }

  /** What was received between two moments. */
  between(fromMs: number, toMs: number): readonly ReceivedFrame[] {
    return this.frames.filter(({ receivedMs }) => receivedMs >= fromMs && receivedMs <= toMs);
  }

  /** Longest time in which nothing came, cards included. */
  longestSilenceMs(fromMs: number, toMs: number): number {
    const times = [fromMs, ...this.between(fromMs, toMs).map(({ receivedMs }) => receivedMs), toMs];
    return Math.max(...times.slice(1).map((time, at) => time - (times[at] ?? time)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watcher[Symbol.asyncDispose]();
  }
}
