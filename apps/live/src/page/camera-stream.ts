import { playMse } from './play-mse.ts';
import { playWhep } from './play-whep.ts';
import type { Player, PlayerEvents } from './player.ts';

/** How pictures come to the page. */
export type Transport = 'mse' | 'webrtc';

/** Waits between attempts, in milliseconds: 0.5 s doubled up to this. */
const firstRetryMs = 500;
const longestRetryMs = 5000;

/** When WebRTC is tried again after it failed, in milliseconds; then it is given up until it is asked for anew. */
const webrtcRetriesMs: readonly number[] = [10_000, 60_000];

export interface CameraStreamOptions {
  readonly name: string;
  /** The two take turns: what comes next gets ready behind what is shown. */
  readonly mseVideo: HTMLVideoElement;
  readonly webrtcVideo: HTMLVideoElement;
  readonly clockStartMs: () => number | undefined;
  readonly onPicture: (latencySeconds: number | undefined) => void;
  /** Called with what shows pictures now. */
  readonly onShow: (transport: Transport) => void;
}

/**
 * Keeps one camera playing. MSE always comes first: it works wherever the page does. WebRTC, where it is wanted, takes over with its first
 * picture and gives back when it fails, and is tried twice more; a stream that ends is asked for again.
 */
export class CameraStream {
  readonly #options: CameraStreamOptions;
  #wanted: Transport;
  #mse: Player | undefined;
  #webrtc: Player | undefined;
  #isPlaying = false;
  #retryMs = firstRetryMs;
  #retry: number | undefined;
  #webrtcFailures = 0;
  #webrtcRetry: number | undefined;

  constructor(wanted: Transport, options: CameraStreamOptions) {
    this.#wanted = wanted;
    this.#options = options;
  }

  start(): void {
    if (this.#isPlaying) return;
    this.#isPlaying = true;
    this.#startMse();
    this.#webrtcFailures = 0;
    if (this.#wanted === 'webrtc') this.#startWebrtc();
  }

  stop(): void {
    this.#isPlaying = false;
    clearTimeout(this.#retry);
    clearTimeout(this.#webrtcRetry);
    this.#stopMse();
    this.#webrtc?.stop();
    this.#webrtc = undefined;
  }

  /** Changes what is wanted, while it plays too. */
  want(transport: Transport): void {
    if (transport === this.#wanted) return;
    this.#wanted = transport;
    if (!this.#isPlaying) return;
    this.stop();
    this.start();
  }

  #startMse(): void {
    if (this.#mse || !this.#isPlaying) return;
    this.#mse = playMse(
      this.#options.mseVideo,
      this.#options.name,
      this.#events('mse', () => {
        this.#mse = undefined;
        this.#retry = setTimeout(() => this.#startMse(), this.#retryMs);
        this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
      }),
    );
  }

  #stopMse(): void {
    clearTimeout(this.#retry);
    this.#mse?.stop();
    this.#mse = undefined;
  }

  #startWebrtc(): void {
    const events = this.#events('webrtc', () => {
      this.#webrtc = undefined;
      this.#startMse();
      const waitMs = webrtcRetriesMs[this.#webrtcFailures++];
      if (waitMs !== undefined) this.#webrtcRetry = setTimeout(() => this.#startWebrtc(), waitMs);
    });
    this.#webrtc = playWhep(this.#options.webrtcVideo, this.#options.name, {
      ...events,
      clockStartMs: this.#options.clockStartMs,
    });
  }

  #events(transport: Transport, onEnd: () => void): PlayerEvents {
    return {
      onEnd,
      onPicture: (latencySeconds) => {
        this.#retryMs = firstRetryMs;
        if (transport === 'webrtc') {
          this.#webrtcFailures = 0;
          this.#stopMse();
        } else if (this.#webrtc && !this.#mse) return;
        this.#options.onShow(transport);
        this.#options.onPicture(latencySeconds);
      },
    };
  }
}
