import { LiveHider, type LookTurns } from '@passerby/engine';
import { AvPicture, FramePool, FrameScaler, type OpenSession } from '@passerby/node/internal';
import type { CameraState } from '../camera/camera-state.ts';
import { createHealthMeter, type HealthMeter } from '../health/health-meter.ts';
import type { PictureHealth } from '../health/picture-health.ts';
import { runSource } from '../source/run-source.ts';
import type { SourceError } from '../source/source-error.ts';
import { cardStepSeconds, HiddenOutput } from './hidden-output.ts';
import { LiveDetectors } from './live-detectors.ts';
import { formOf, type MountForm } from './picture-fitter.ts';
import { PictureIntake } from './picture-intake.ts';
import type { WorkerReport, WorkerRequest, WorkerStart } from './worker-messages.ts';

/** Nothing left for so long: a card takes its place. */
const cardAfterSeconds = 0.5;
/** After a card its pictures must leave for so long before it is live again: where cards and pictures take turns, the state does not. */
const calmSeconds = 1;
/** The camera sent nothing for so long: it is offline, connected or not. */
const offlineAfterSeconds = 0.7;
const lateReason = 'The look at its pictures is late.';
const pumpMs = 10;
const reportMs = 500;
const healthSeconds = 1;
const looksMeasuredSeconds = 5;

export interface CameraWorkerOptions {
  readonly send: (report: WorkerReport) => void;
  /** Others are for tests that plant failures. */
  readonly openSession?: OpenSession | undefined;
}

/**
 * One camera's pipeline: pull, decode, look, hide, encode. Clear pictures stay in here. When a picture may not leave, or none comes, cards leave.
 */
export class CameraWorker {
  readonly #start: WorkerStart;
  readonly #send: (report: WorkerReport) => void;
  readonly #stopped = new AbortController();
  readonly #pool = new FramePool();
  readonly #scaler = new FrameScaler();
  readonly #intake: PictureIntake;
  readonly #detectors: LiveDetectors;
  readonly #turns = new Map<number, () => void>();
  readonly #lookCounts: { readonly seconds: number; readonly count: number }[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #hider: LiveHider<AvPicture> | undefined;
  #output: HiddenOutput | undefined;
  readonly #health: HealthMeter = createHealthMeter();
  #healthNow: PictureHealth | undefined;
  #healthAtSeconds = 0;
  #loaded: Parameters<LiveHider['useDetectors']>[0];
  #turnCount = 0;
  #connections = 0;
  #dropped = 0;
  #cardedSeconds = 0;
  #cardedSince: number | undefined;
  #lastPictureSeconds = -Infinity;
  #lastCardSeconds = -Infinity;
  #state: CameraState = 'offline';
  #sinceMs = Date.now();
  #offlineReason = 'Connecting to the camera.';
  #cardReason = 'The detectors are being loaded.';

  constructor(start: WorkerStart, { send, openSession }: CameraWorkerOptions) {
    this.#start = start;
    this.#send = send;
    const { output, text } = start.settings;
    this.#intake = new PictureIntake(() => this.#now(), this.#pool, this.#scaler, output.fps, {
      formFor: (frame) => this.#openOutput(start.form ?? formOf(frame, this.#configuredSize())),
      onFrame: (frame) => this.#hider?.add(frame),
      onConnected: () => this.#connected(),
      onLost: (reason) => (this.#cardReason = reason),
    });
    this.#detectors = new LiveDetectors({
      text,
      modelsDir: start.modelsDir,
      openSession,
      use: (detectors) => this.#useDetectors(detectors),
      note: (sentence) => send({ kind: 'note', sentence }),
    });
  }

  /** Runs until {@link stop}. @throws Error where the detectors cannot be loaded again and again */
  async run(): Promise<void> {
    const { source, form } = this.#start;
    const size = this.#configuredSize();
    const known = form ?? (size && { ...size, isFullRange: false });
    if (known) this.#intake.useForm(this.#openOutput(known));
    this.#timers.push(
      setInterval(() => this.#pump(), pumpMs),
      setInterval(() => this.#report(), reportMs),
    );
    const failed = this.#detectors.open();
    const pulled = runSource(source, this.#stopped.signal, {
      onStart: (codec) => this.#intake.start(codec),
      onPicture: (unit) => this.#intake.add(unit),
      onBreak: (error) => this.#broke(error),
    });
    await Promise.all([failed, pulled]);
  }

  stop(): void {
    this.#stopped.abort();
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }

  /** What the gateway asks for. */
  handle(request: WorkerRequest): void {
    switch (request.kind) {
      case 'turn':
        this.#turns.get(request.id)?.();
        this.#turns.delete(request.id);
        break;
      case 'snapshot':
        this.#output?.requestSnapshot((jpeg) => this.#send({ kind: 'snapshot', jpeg }));
        break;
      case 'key-frame':
        this.#output?.requestKeyFrame();
        break;
      case 'stop':
        this.stop();
        break;
      case 'start':
        throw new TypeError('Expected a worker to be started once.');
    }
  }

  #now(): number {
    return Number(process.hrtime.bigint() - this.#start.originNs) / 1e9;
  }

  #configuredSize(): { readonly width: number; readonly height: number } | undefined {
    const { width, height } = this.#start.settings.output;
    return width !== undefined && height !== undefined ? { width, height } : undefined;
  }

  /** The mount's form is known: makes all that depends on it. */
  #openOutput(form: MountForm): MountForm {
    const { settings } = this.#start;
    const { fps, preset, bitrateKbps } = settings.output;
    this.#output = new HiddenOutput(form, { fps, preset, bitrateKbps }, this.#now(), (packet) =>
      this.#send({ kind: 'packet', packet }),
    );
    this.#intake.useForm(form);
    const blanks = [this.#blank(), this.#blank()];
    this.#send({ kind: 'opened', form, ...this.#output.open(blanks, ['One moment', 'This camera starts again']) });
    this.#hider = new LiveHider<AvPicture>(this.#loaded, this.#lookTurns(), {
      width: form.width,
      height: form.height,
      framesPerSecond: fps,
      holdBackSeconds: settings.holdBackSeconds,
      lookWithinSeconds: settings.lookWithinSeconds,
      lookEverySeconds: 1 / settings.looksPerSecond,
      preset: settings.preset,
      effect: settings.effect,
      regions: settings.hide,
      onFailure: (error) => this.#lookFailed(error),
      onLook: () => {
        this.#detectors.succeeded();
        this.#pump();
      },
    });
    return form;
  }

  #blank(): AvPicture {
    const blank = this.#intake.blank();
    if (!blank) throw new TypeError('Expected a form before a card.');
    return blank;
  }

  #lookTurns(): LookTurns {
    return {
      request: (look) => {
        const id = this.#turnCount++;
        return new Promise((resolve) => {
          this.#turns.set(id, () => resolve(() => this.#send({ kind: 'end-turn', id })));
          this.#send({ kind: 'ask-turn', id, look });
        });
      },
    };
  }

  #useDetectors(detectors: Parameters<LiveHider['useDetectors']>[0]): void {
    this.#loaded = detectors;
    this.#hider?.useDetectors(detectors);
  }

  #lookFailed(error: Error): void {
    this.#cardReason = 'The detector failed and is loaded again.';
    this.#send({
      kind: 'note',
      sentence: error.cause instanceof Error ? `${error.message} ${error.cause.message}` : error.message,
    });
    // What rejects here ends this process: another one is started.
    void this.#detectors.reopen();
  }

  #connected(): void {
    this.#connections++;
    this.#hider?.forget();
    if (this.#loaded) this.#cardReason = lateReason;
  }

  #broke(error: SourceError): void {
    this.#offlineReason = error.message;
  }

  /** Lets go what may leave; where nothing may for too long, a card. */
  #pump(): void {
    const output = this.#output;
    if (!output || !this.#hider) return this.#setState('offline');
    const due = this.#hider.take(this.#now());
    this.#dropped += due.dropped;
    for (const frame of due.hidden) {
      const now = this.#now();
      const receivedAtMs = this.#intake.takeReceivedAtMs(frame.index);
      const seconds = frame.seconds + this.#start.settings.holdBackSeconds;
      if (output.sendPicture(frame, seconds, now, receivedAtMs)) this.#pictureLeft(now);
      else this.#dropped++;
    }
    const now = this.#now();
    this.#measureHealth(now);
    if (now - Math.max(this.#lastPictureSeconds, 0) > cardAfterSeconds && now - output.lastSeconds >= cardStepSeconds) {
      this.#sendCard(output, now);
    }
  }

  #pictureLeft(now: number): void {
    this.#lastPictureSeconds = now;
    this.#endCards(now);
    if (now - this.#lastCardSeconds < calmSeconds) return;
    this.#cardReason = lateReason;
    this.#setState('live');
  }

  #sendCard(output: HiddenOutput, now: number): void {
    this.#cardedSince ??= now;
    this.#lastCardSeconds = now;
    const isOffline = now - this.#intake.lastUnitSeconds > offlineAfterSeconds;
    this.#setState(isOffline ? 'offline' : 'carded');
    const since = new Date(this.#sinceMs).toTimeString().slice(0, 8);
    const lines = isOffline ? ['Camera offline', `since ${since}`] : ['No picture', `since ${since}`];
    output.sendCard(this.#blank(), lines, now);
  }

  #endCards(now: number): void {
    if (this.#cardedSince !== undefined) this.#cardedSeconds += now - this.#cardedSince;
    this.#cardedSince = undefined;
  }

  #measureHealth(now: number): void {
    const luma = this.#hider?.newestLuma;
    const isFresh = now - this.#intake.lastUnitSeconds < offlineAfterSeconds;
    if (!luma || !isFresh || now - this.#healthAtSeconds < healthSeconds) return;
    this.#healthAtSeconds = now;
    const before = this.#healthNow?.state;
    this.#healthNow = this.#health.measure(luma, Date.now());
    if (this.#healthNow.state !== before) this.#report();
  }

  #setState(state: CameraState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#sinceMs = Date.now();
    this.#report();
  }

  #report(): void {
    const now = this.#now();
    const looks = this.#hider?.lookCount ?? 0;
    this.#lookCounts.push({ seconds: now, count: looks });
    while (this.#lookCounts[0] && now - this.#lookCounts[0].seconds > looksMeasuredSeconds) this.#lookCounts.shift();
    const [first] = this.#lookCounts;
    const elapsed = first ? now - first.seconds : 0;
    const figures = this.#output?.measure(now) ?? { framesPerSecond: 0, latencySeconds: 0 };
    const reasons = { live: '', carded: this.#cardReason, offline: this.#offlineReason };
    this.#send({
      kind: 'status',
      state: this.#state,
      reason: reasons[this.#state],
      sinceMs: this.#sinceMs,
      counters: {
        ...figures,
        looksPerSecond: first && elapsed > 0 ? (looks - first.count) / elapsed : 0,
        pictures: this.#output?.pictures ?? 0,
        droppedPictures: this.#dropped,
        cardedSeconds: this.#cardedSeconds + (this.#cardedSince === undefined ? 0 : now - this.#cardedSince),
        reconnects: Math.max(0, this.#connections - 1),
      },
      health: this.#healthNow,
      memoryBytes: process.memoryUsage.rss(),
    });
  }
}
