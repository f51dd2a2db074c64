import type { LiveCamera } from '../camera/live-camera.ts';
import type { WebhookConfig } from '../config/live-config.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { PictureHealthState } from '../health/picture-health.ts';

/** A state must last so long before it is told: a camera that comes and goes is told once. */
const defaultSettleMs = 10_000;

const answerTimeoutMs = 5000;

/** Waits before the second attempt and those after it. */
const defaultRetryMs: readonly number[] = [1000, 5000, 25_000];

/** What a webhook is told about a camera: offline, or what is wrong with its picture. */
export type ToldState = 'offline' | PictureHealthState;

/** The body of every call. About the camera alone: nothing in its picture is ever told. */
export interface HealthCall {
  readonly event: 'camera-health';
  readonly camera: string;
  readonly state: ToldState;
  /** What it was before; absent in the first call about a camera. */
  readonly before?: ToldState;
  /** Since when, as ISO 8601. */
  readonly since: string;
}

export interface HealthWebhookOptions {
  /** One sentence for people; the address is called by its host alone. */
  readonly onNote: (sentence: string) => void;
  /** Milliseconds, default 10000. */
  readonly settleMs?: number | undefined;
  /** Milliseconds, default 1000, 5000, 25000. */
  readonly retryMs?: readonly number[] | undefined;
}

/** Tells one address of the user's when cameras fall ill and when they are well again. Dispose it to end. */
export class HealthWebhook implements Disposable {
  readonly #config: WebhookConfig;
  readonly #gateway: Gateway;
  readonly #settleMs: number;
  readonly #retryMs: readonly number[];
  readonly #onNote: (sentence: string) => void;
  readonly #stopped = new AbortController();
  readonly #watched = new Map<LiveCamera, WatchedCamera>();
  readonly #endFollowing: () => void;

  constructor(config: WebhookConfig, gateway: Gateway, options: HealthWebhookOptions) {
    const { onNote, settleMs = defaultSettleMs, retryMs = defaultRetryMs } = options;
    this.#config = config;
    this.#gateway = gateway;
    this.#settleMs = settleMs;
    this.#retryMs = retryMs;
    this.#onNote = onNote;
    this.#endFollowing = gateway.onCamerasChange(() => this.#follow());
    this.#follow();
  }

  [Symbol.dispose](): void {
    this.#stopped.abort();
    this.#endFollowing();
    for (const watched of this.#watched.values()) watched[Symbol.dispose]();
    this.#watched.clear();
  }

  #follow(): void {
    const { cameras } = this.#gateway;
    for (const [camera, watched] of this.#watched) {
      if (cameras.includes(camera)) continue;
      watched[Symbol.dispose]();
      this.#watched.delete(camera);
    }
    for (const camera of cameras) {
      if (this.#watched.has(camera)) continue;
      this.#watched.set(
        camera,
        new WatchedCamera(camera, this.#settleMs, (call, isCurrent) => void this.#tell(call, isCurrent)),
      );
    }
  }

  /** Tries until it is heard, or until there is something newer to tell. */
  async #tell(call: HealthCall, isCurrent: () => boolean): Promise<void> {
    for (const waitMs of [0, ...this.#retryMs]) {
      await pause(waitMs, this.#stopped.signal);
      if (this.#stopped.signal.aborted || !isCurrent()) return;
      if (await this.#post(call)) return;
    }
    this.#onNote(`The webhook at ${this.#config.label} could not be told that ${call.camera} is ${call.state}.`);
  }

  async #post(call: HealthCall): Promise<boolean> {
    try {
      const response = await fetch(this.#config.url.reveal(), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(call),
        // To another host, perhaps: only the one that is configured is contacted.
        redirect: 'error',
        signal: AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(answerTimeoutMs)]),
      });
      await response.body?.cancel();
      return response.ok;
    } catch (error) {
      // Not there, too slow, or elsewhere: tried again, and told when it stays so. The error may hold the address.
      if (error instanceof Error) return false;
      throw error;
    }
  }
}

/** One camera's states, each told once it lasted. */
class WatchedCamera implements Disposable {
  readonly #camera: LiveCamera;
  readonly #settleMs: number;
  readonly #tell: (call: HealthCall, isCurrent: () => boolean) => void;
  readonly #endWatching: () => void;
  #told: ToldState | undefined;
  #candidate: ToldState | undefined;
  #settling: NodeJS.Timeout | undefined;

  constructor(camera: LiveCamera, settleMs: number, tell: (call: HealthCall, isCurrent: () => boolean) => void) {
    this.#camera = camera;
    this.#settleMs = settleMs;
    this.#tell = tell;
    this.#endWatching = camera.onChange(() => this.#look());
    this.#look();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#settling);
    this.#endWatching();
  }

  #look(): void {
    const state = this.#state();
    if (state === this.#candidate) return;
    this.#candidate = state;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#settle(state), this.#settleMs);
  }

  #settle(state: ToldState): void {
    const before = this.#told;
    this.#told = state;
    // A camera that is well from the beginning is no news.
    if (state === before || (before === undefined && state === 'ok')) return;
    const sinceMs =
      state === 'offline' ? this.#camera.status.sinceMs : (this.#camera.health?.sinceMs ?? this.#camera.status.sinceMs);
    const call: HealthCall = {
      event: 'camera-health',
      camera: this.#camera.name,
      state,
      ...(before === undefined ? {} : { before }),
      since: new Date(sinceMs).toISOString(),
    };
    this.#tell(call, () => this.#told === state);
  }

  /** A card is the gateway's doing: it says nothing about the camera. */
  #state(): ToldState {
    const { status, health } = this.#camera;
    return status.state === 'offline' ? 'offline' : (health?.state ?? 'ok');
  }
}

/** Resolves after so long, or at once when `signal` is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
