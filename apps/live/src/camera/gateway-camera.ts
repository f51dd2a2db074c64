import { fork, type ChildProcess } from 'node:child_process';
import type { CameraConfig } from '../config/live-config.ts';
import type { PictureHealth } from '../health/picture-health.ts';
import { keepPushing } from '../rtsp/keep-pushing.ts';
import type { LookTurnQueue } from '../looks/look-turn-queue.ts';
import type { HiddenPacket } from '../stream/hidden-packet.ts';
import { Mount } from '../stream/mount.ts';
import type { MountForm } from '../worker/picture-fitter.ts';
import type { WorkerReport, WorkerRequest } from '../worker/worker-messages.ts';
import type { CameraCounters, CameraStatus } from './camera-state.ts';
import type { LiveCamera } from './live-camera.ts';

/** A worker that reports nothing for so long hangs: it is killed. */
const hangMs = 2500;
/** One that only starts loads models and a decoder first. */
const startMs = 15_000;
/** A worker that needs more memory is killed. */
const defaultMaxMemoryBytes = 1_500_000_000;
const firstWaitMs = 100;
const longestWaitMs = 5000;
/** A worker that ran so long was a good one. */
const goodMs = 20_000;
/** Nothing was pushed for so long: a card takes its place. Workers send theirs earlier. */
const silentSeconds = 0.8;
const standbyStepSeconds = 0.5;
const snapshotTimeoutMs = 2000;
const stopTimeoutMs = 2000;

export interface GatewayCameraOptions {
  readonly turns: LookTurnQueue;
  readonly modelsDir: string | undefined;
  /** The worker's code. Tests give one that plants failures. */
  readonly workerUrl?: URL | undefined;
  /** Default 1.5 GB. */
  readonly maxMemoryBytes?: number | undefined;
  /** One sentence for people, without credentials. */
  readonly onNote: (sentence: string) => void;
}

const noCounters: CameraCounters = {
  framesPerSecond: 0,
  latencySeconds: 0,
  looksPerSecond: 0,
  pictures: 0,
  droppedPictures: 0,
  cardedSeconds: 0,
  reconnects: 0,
  restarts: 0,
};

/** A camera in the gateway: its mount, which stays, and the worker process behind it, which is watched, killed and started again. */
export class GatewayCamera implements LiveCamera, AsyncDisposable {
  readonly config: CameraConfig;
  readonly mount: Mount;
  readonly #options: GatewayCameraOptions;
  readonly #originNs = process.hrtime.bigint();
  readonly #listeners = new Set<() => void>();
  #worker: ChildProcess | undefined;
  #isStopped = false;
  #startedMs = 0;
  #heardMs = 0;
  #hasReported = false;
  #waitMs = firstWaitMs;
  #restarts = 0;
  #form: MountForm | undefined;
  #standby: readonly Uint8Array[] = [];
  #standbyCount = 0;
  #openedSeconds = 0;
  /** A standby card was pushed: what its worker sends cannot be decoded before its next key frame. */
  #needsKeyFrame = false;
  #status: CameraStatus = { state: 'offline', reason: 'Starting.', sinceMs: Date.now() };
  #counters: CameraCounters = noCounters;
  /** Counters of the workers before this one. */
  #past: CameraCounters = noCounters;
  #health: PictureHealth | undefined;
  #snapshots: ((jpeg: Uint8Array) => void)[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #stopped = new AbortController();
  readonly #pushing: Promise<void>;
  #restartTimer: NodeJS.Timeout | undefined;

  constructor(config: CameraConfig, options: GatewayCameraOptions) {
    this.config = config;
    this.#options = options;
    this.mount = new Mount(config.name);
    this.#timer = setInterval(() => this.#watch(), 100);
    this.#startWorker();
    const url = config.push?.url.reveal();
    const { onNote } = options;
    this.#pushing =
      url === undefined ? Promise.resolve() : keepPushing(this.mount, { url, signal: this.#stopped.signal, onNote });
  }

  get name(): string {
    return this.config.name;
  }

  get status(): CameraStatus {
    return this.#status;
  }

  get counters(): CameraCounters {
    return { ...this.#counters, restarts: this.#restarts };
  }

  get health(): PictureHealth | undefined {
    return this.#health;
  }

  /** The worker's process id, for tests and figures; `undefined` where there is none. */
  get workerId(): number | undefined {
    return this.#worker?.pid;
  }

  async snapshot(): Promise<Uint8Array> {
    if (!this.#worker) throw new Error('The camera has no picture now.');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The camera has no picture now.')), snapshotTimeoutMs);
      this.#snapshots.push((jpeg) => {
        clearTimeout(timer);
        resolve(jpeg);
      });
      this.#ask({ kind: 'snapshot' });
    });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    this.#stopped.abort();
    await this.#pushing;
    clearInterval(this.#timer);
    clearTimeout(this.#restartTimer);
    const worker = this.#worker;
    if (worker && worker.exitCode === null && worker.signalCode === null) {
      const exited = new Promise((resolve) => worker.once('exit', resolve));
      this.#ask({ kind: 'stop' });
      const timer = setTimeout(() => worker.kill('SIGKILL'), stopTimeoutMs);
      await exited;
      clearTimeout(timer);
    }
    this.mount.close();
  }

  #startWorker(): void {
    const url = this.#options.workerUrl ?? new URL('../worker/camera-worker-process.js', import.meta.url);
    // Nothing secret in arguments or environment: the process list shows both.
    const worker = fork(url, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: ['--max-semi-space-size=4'],
    });
    this.#worker = worker;
    this.#startedMs = performance.now();
    this.#heardMs = this.#startedMs;
    this.#hasReported = false;
    worker.on('message', (report: WorkerReport) => this.#hear(worker, report));
    worker.on('error', () => worker.kill('SIGKILL'));
    worker.on('exit', () => this.#ended(worker));
    const {
      name,
      source,
      transport,
      preset,
      text,
      effect,
      holdBackSeconds,
      looksPerSecond,
      lookWithinSeconds,
      hide,
      output,
    } = this.config;
    this.#ask({
      kind: 'start',
      name,
      source: { kind: source.kind, url: source.url.reveal(), transport },
      settings: { preset, text, effect, holdBackSeconds, looksPerSecond, lookWithinSeconds, hide, output },
      modelsDir: this.#options.modelsDir,
      originNs: this.#originNs,
      form: this.#form,
    });
  }

  #ask(request: WorkerRequest): void {
    // A worker that is gone is told nothing; its end is handled where it is noticed.
    if (this.#worker?.connected) this.#worker.send(request, () => {});
  }

  #hear(worker: ChildProcess, report: WorkerReport): void {
    if (worker !== this.#worker || this.#isStopped) return;
    this.#heardMs = performance.now();
    switch (report.kind) {
      case 'opened':
        this.mount.open(report.video);
        this.#form = report.form;
        if (this.#openedSeconds === 0) this.#openedSeconds = this.#now();
        this.#standby = report.standby;
        break;
      case 'packet':
        this.#push(report.packet);
        break;
      case 'status':
        this.#hasReported = true;
        this.#update(report);
        break;
      case 'ask-turn':
        this.#options.turns.ask(this.name, report.id, report.look, () => this.#ask({ kind: 'turn', id: report.id }));
        break;
      case 'end-turn':
        this.#options.turns.end(this.name, report.id);
        break;
      case 'snapshot':
        for (const resolve of this.#snapshots.splice(0)) resolve(report.jpeg);
        break;
      case 'note':
        this.#options.onNote(`${this.name}: ${report.sentence}`);
    }
  }

  #push(packet: HiddenPacket): void {
    if (this.#needsKeyFrame && !packet.isKeyFrame) return;
    if (packet.seconds <= this.mount.lastSeconds) return;
    this.#needsKeyFrame = false;
    this.mount.push(packet);
  }

  #update(report: Extract<WorkerReport, { kind: 'status' }>): void {
    const { state, reason, sinceMs, counters, health, memoryBytes } = report;
    this.#counters = {
      ...counters,
      pictures: this.#past.pictures + counters.pictures,
      droppedPictures: this.#past.droppedPictures + counters.droppedPictures,
      cardedSeconds: this.#past.cardedSeconds + counters.cardedSeconds,
      reconnects: this.#past.reconnects + counters.reconnects,
      restarts: this.#restarts,
    };
    const wasHealthy = this.#health?.state;
    this.#health = health;
    this.#setStatus({ state, reason, sinceMs });
    if (health?.state !== wasHealthy) this.#changed();
    if (memoryBytes > (this.#options.maxMemoryBytes ?? defaultMaxMemoryBytes)) this.#kill('needed too much memory');
  }

  /** Kills workers that hang; sends cards in their place while there is none. */
  #watch(): void {
    const nowMs = performance.now();
    const limitMs = this.#hasReported ? hangMs : startMs;
    if (this.#worker && nowMs - this.#heardMs > limitMs) this.#kill('hung');
    const now = this.#now();
    const silent = now - Math.max(this.mount.lastSeconds, this.#openedSeconds);
    const isDue = this.#needsKeyFrame ? silent >= standbyStepSeconds : silent > silentSeconds;
    if (this.#standby.length === 0 || !isDue) return;
    const data = this.#standby[this.#standbyCount++ % this.#standby.length] as Uint8Array;
    this.mount.push({
      data,
      isKeyFrame: true,
      seconds: now,
      durationSeconds: standbyStepSeconds,
      receivedAtMs: undefined,
      isCard: true,
    });
    this.#needsKeyFrame = true;
    this.#ask({ kind: 'key-frame' });
    if (this.#status.state === 'live')
      this.#setStatus({ state: 'carded', reason: "The camera's worker is late.", sinceMs: Date.now() });
  }

  /** The mount's clock. */
  #now(): number {
    return Number(process.hrtime.bigint() - this.#originNs) / 1e9;
  }

  #kill(how: string): void {
    this.#options.onNote(`${this.name}: its worker ${how} and was started again.`);
    this.#heardMs = performance.now();
    this.#worker?.kill('SIGKILL');
  }

  #ended(worker: ChildProcess): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    this.#options.turns.forget(this.name);
    this.#past = this.#counters;
    this.#counters = { ...this.#counters, framesPerSecond: 0, latencySeconds: 0, looksPerSecond: 0 };
    if (this.#isStopped) return;
    this.#restarts++;
    this.#setStatus({
      state: 'carded',
      reason: "The camera's worker ended and is started again.",
      sinceMs: Date.now(),
    });
    if (performance.now() - this.#startedMs > goodMs) this.#waitMs = firstWaitMs;
    this.#restartTimer = setTimeout(() => this.#startWorker(), this.#waitMs);
    this.#waitMs = Math.min(longestWaitMs, this.#waitMs * 2);
  }

  #setStatus(status: CameraStatus): void {
    const isSame = status.state === this.#status.state && status.reason === this.#status.reason;
    this.#status = status;
    if (!isSame) this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
