import { availableParallelism } from 'node:os';
import { GatewayCamera } from '../camera/gateway-camera.ts';
import type { LiveCamera } from '../camera/live-camera.ts';
import { compareConfigs } from '../config/compare-configs.ts';
import type { CameraConfig, LiveConfig } from '../config/live-config.ts';
import { LookTurnQueue } from '../looks/look-turn-queue.ts';
import { RtspServer } from '../rtsp/rtsp-server.ts';
import { startWebServer, type WebServer } from '../web/start-web-server.ts';
import { HealthWebhook } from '../webhook/health-webhook.ts';
import type { Gateway } from './gateway.ts';

export interface GatewayOptions {
  /** Looked in first for models. */
  readonly modelsDir?: string | undefined;
  /** The workers' code. Tests give one that plants failures. */
  readonly workerUrl?: URL | undefined;
  /** Memory of one worker at most. */
  readonly maxMemoryBytes?: number | undefined;
  /** What people may want to know, one sentence each, without credentials. */
  readonly onNote?: ((sentence: string) => void) | undefined;
}

/** Starts cameras and servers. The receiver disposes it: viewers are told, workers end. @throws OptionsError where an address cannot be listened on */
export async function startGateway(config: LiveConfig, options: GatewayOptions = {}): Promise<RunningGateway> {
  const gateway = new RunningGateway(config, options);
  try {
    await gateway.start();
    return gateway;
  } catch (error) {
    await gateway[Symbol.asyncDispose]();
    throw error;
  }
}

/** A gateway at work. */
export class RunningGateway implements Gateway, AsyncDisposable {
  readonly #options: GatewayOptions;
  readonly #turns = new LookTurnQueue(availableParallelism());
  readonly #listeners = new Set<() => void>();
  #config: LiveConfig;
  #cameras: readonly GatewayCamera[] = [];
  #rtsp: RtspServer | undefined;
  #web: WebServer | undefined;
  #webhook: HealthWebhook | undefined;

  constructor(config: LiveConfig, options: GatewayOptions) {
    this.#config = config;
    this.#options = options;
  }

  get cameras(): readonly (LiveCamera & Pick<GatewayCamera, 'workerId'>)[] {
    return this.#cameras;
  }

  /** Where each camera's hidden stream is, without credentials. */
  get rtspUrls(): Readonly<Record<string, string>> {
    const rtsp = this.#rtsp;
    return Object.fromEntries(rtsp ? this.#cameras.map(({ name }) => [name, rtsp.urlOf(name)]) : []);
  }

  /** Where the page is; `undefined` before the start. */
  get webUrl(): string | undefined {
    return this.#web?.url;
  }

  onCamerasChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Listens and connects. */
  async start(): Promise<void> {
    const { listen, access, cameras } = this.#config;
    const { onNote = () => {} } = this.#options;
    const mounts = (): readonly LiveCamera['mount'][] => this.#cameras.map(({ mount }) => mount);
    this.#rtsp = await RtspServer.start({ listen: listen.rtsp, access: access.rtsp }, mounts);
    this.#web = await startWebServer(this, { listen: listen.web, onNote });
    this.#cameras = cameras.map((camera) => this.#startCamera(camera));
    for (const listener of this.#listeners) listener();
    this.#tellWebhook();
  }

  /** Takes another configuration; cameras that did not change go on. Gives what has to wait for a restart, one sentence each. */
  async reload(config: LiveConfig): Promise<readonly string[]> {
    const difference = compareConfigs(this.#config, config);
    const kept = this.#cameras.filter(({ name }) => difference.kept.includes(name));
    const gone = this.#cameras.filter((camera) => !kept.includes(camera));
    this.#config = config;
    // First gone, then there again: one mount of a name at a time.
    this.#cameras = kept;
    await Promise.all(gone.map((camera) => camera[Symbol.asyncDispose]()));
    this.#cameras = config.cameras.map(
      (camera) => kept.find(({ name }) => name === camera.name) ?? this.#startCamera(camera),
    );
    for (const listener of this.#listeners) listener();
    if (difference.webhook) this.#tellWebhook();
    const waiting = [
      ...(difference.listen ? ['The addresses to listen on changed: that takes a restart.'] : []),
      ...(difference.access ? ['The access to streams changed: that takes a restart.'] : []),
    ];
    return waiting;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#webhook?.[Symbol.dispose]();
    await Promise.all([
      this.#rtsp?.[Symbol.asyncDispose](),
      this.#web?.[Symbol.asyncDispose](),
      ...this.#cameras.map((camera) => camera[Symbol.asyncDispose]()),
    ]);
  }

  /** Tells the webhook of the configuration, and no other one any more. */
  #tellWebhook(): void {
    this.#webhook?.[Symbol.dispose]();
    const { webhook } = this.#config;
    const { onNote = () => {} } = this.#options;
    this.#webhook = webhook && new HealthWebhook(webhook, this, { onNote });
  }

  #startCamera(config: CameraConfig): GatewayCamera {
    const { modelsDir, workerUrl, maxMemoryBytes, onNote = () => {} } = this.#options;
    return new GatewayCamera(config, { turns: this.#turns, modelsDir, workerUrl, maxMemoryBytes, onNote });
  }
}
