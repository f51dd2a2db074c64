import type { Plan, PlanSettings, PlanTrack } from '@passerby/engine';
import { ModelHost, type ModelUser } from '../inference/model-host.ts';
import { randomId } from '../random-id.ts';
import { removeJobFolder } from '../storage/output-store.ts';
import { StudioFailure } from './job-failure.ts';
import type { JobCallName, JobCalls, JobMessage, JobRequest } from './job-messages.ts';
import type {
  DeliverRequest,
  FollowRequest,
  FrameRequest,
  LookedAt,
  MediaFacts,
  SavedFile,
  SaveRequest,
  ShownFrame,
  StudioJob,
  StudioJobOptions,
  VerifiedFile,
  VerifyRequest,
  WalkOptions,
} from './studio-job.ts';

/** Without a sign of life for this long a worker is given up. */
const stalledMs = 60_000;
/** The models of this page. */
const modelHost = new ModelHost();

/**
 * Opens one photo, animation or video in a worker of its own. The file is only read; nothing of it leaves the page.
 * @throws StudioFailure where the file cannot be opened here; `signal.reason` when aborted.
 * @example
 * using job = await openStudioJob(file, { models: { retinaface: '/models/mnet.25_v2.onnx', text: '/models/text.onnx' } });
 * const { plan } = await job.look({ preset: 'head', text: 'all' });
 * const saved = await job.save({ plan });
 */
export async function openStudioJob(file: Blob, options: StudioJobOptions): Promise<StudioJob> {
  const { signal } = options;
  signal?.throwIfAborted();
  const link = new WorkerLink();
  const abort = (): void => link.close();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return new WorkerJob(link, await link.open(file, options));
  } catch (error) {
    link.close();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

class WorkerJob implements StudioJob {
  readonly media: MediaFacts;
  readonly #link: WorkerLink;

  constructor(link: WorkerLink, media: MediaFacts) {
    this.#link = link;
    this.media = media;
  }

  look(settings: PlanSettings, walk: WalkOptions = {}): Promise<LookedAt> {
    return this.#link.call('look', { settings }, walk);
  }

  checkPlan(plan: Plan, walk: WalkOptions = {}): Promise<Omit<LookedAt, 'warnings' | 'notes'>> {
    return this.#link.call('checkPlan', { plan: this.#link.send(plan) }, walk);
  }

  frameAt(request: FrameRequest, options: Pick<WalkOptions, 'signal'> = {}): Promise<ShownFrame> {
    return this.#link.call('frameAt', { ...request, plan: this.#link.send(request.plan) }, options);
  }

  clearFrameAt(
    request: Omit<FrameRequest, 'plan' | 'hide'>,
    options: Pick<WalkOptions, 'signal'> = {},
  ): Promise<ShownFrame> {
    return this.#link.call('clearFrameAt', request, options);
  }

  async *frames(request: FrameRequest, { signal }: Pick<WalkOptions, 'signal'> = {}): AsyncGenerator<ShownFrame> {
    const walk = await this.#link.call('openFrames', { ...request, plan: this.#link.send(request.plan) });
    let next = this.#link.call('nextFrame', walk);
    try {
      for (;;) {
        signal?.throwIfAborted();
        const frame = await next;
        if (!frame) return;
        // The one after it is made while this one is looked at.
        next = this.#link.call('nextFrame', walk);
        yield frame;
      }
    } finally {
      // The page stopped: what was made ahead is nobody's.
      void next.then((frame) => frame?.bitmap.close()).catch(() => undefined);
      await this.#link.call('closeFrames', walk);
    }
  }

  follow(request: FollowRequest, walk: WalkOptions = {}): Promise<PlanTrack> {
    return this.#link.call('follow', request, walk);
  }

  save(request: SaveRequest, walk: WalkOptions = {}): Promise<SavedFile> {
    return this.#link.call('save', { ...request, plan: this.#link.send(request.plan) }, walk);
  }

  verify({ saved, plan }: VerifyRequest, walk: WalkOptions = {}): Promise<VerifiedFile> {
    return this.#link.call('verify', { savedId: saved.id, plan: this.#link.send(plan) }, walk);
  }

  async deliver({ saved, handle }: DeliverRequest, walk: WalkOptions = {}): Promise<void> {
    await this.#link.call('deliver', { savedId: saved.id, handle }, walk);
  }

  async release(saved: SavedFile): Promise<void> {
    await this.#link.call('release', saved.id);
  }

  [Symbol.dispose](): void {
    this.#link.close();
  }
}

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: WalkOptions['onProgress'];
}

/** The page's end of the line to one worker: numbers what is asked, and watches for signs of life. */
class WorkerLink {
  readonly #jobId = randomId();
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #modelUser: ModelUser = {
    onModelsEnded: (message) => this.#post({ type: 'models-ended', message }),
  };
  #nextId = 0;
  #planRef = 0;
  #sentPlan: Plan | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #failure: StudioFailure | undefined;

  constructor() {
    this.#worker = new Worker(new URL('./job-worker.js', import.meta.url), { type: 'module' });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<JobMessage>) => this.#receive(data));
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#end(new StudioFailure('crashed', 'The worker for this file ended unexpectedly.', event.message));
    });
    this.#worker.addEventListener('messageerror', () => {
      this.#end(new StudioFailure('crashed', 'The worker for this file sent what cannot be read.'));
    });
  }

  open(file: Blob, { models, threads }: StudioJobOptions): Promise<MediaFacts> {
    const id = this.#nextId++;
    return this.#ask({ type: 'open', id, jobId: this.#jobId, file, models, threads: threads ?? modelHost.threads });
  }

  /** Makes sure that the worker has this plan, and gives the number under which. */
  send(plan: Plan): number {
    if (plan !== this.#sentPlan) {
      this.#sentPlan = plan;
      this.#post({ type: 'plan', ref: ++this.#planRef, plan });
    }
    return this.#planRef;
  }

  async call<Name extends JobCallName>(
    name: Name,
    argument: JobCalls[Name]['takes'],
    { signal, onProgress }: WalkOptions = {},
  ): Promise<JobCalls[Name]['gives']> {
    signal?.throwIfAborted();
    const id = this.#nextId++;
    const cancel = (): void => this.#post({ type: 'cancel', id });
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await this.#ask({ type: 'call', id, name, argument }, onProgress);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Ends the worker at once. Idempotent. */
  close(): void {
    this.#end(new StudioFailure('closed', 'This file was closed.'));
  }

  #ask<Answer>(request: JobRequest & { readonly id: number }, onProgress?: WalkOptions['onProgress']): Promise<Answer> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { resolve, reject, onProgress });
      this.#post(request);
      this.#watch();
    });
  }

  #post(request: JobRequest, transfer: Transferable[] = []): void {
    if (!this.#failure) this.#worker.postMessage(request, transfer);
  }

  #connectModels(threads: number): void {
    const port = modelHost.connect(this.#modelUser, threads);
    this.#post({ type: 'models', port }, [port]);
  }

  #receive(message: JobMessage): void {
    this.#watch();
    if (message.type === 'alive') return;
    if (message.type === 'connect-models') return this.#connectModels(message.threads);
    if (message.type === 'models-failed') return modelHost.end('A model failed in another file.');
    const pending = this.#pending.get(message.id);
    if (message.type === 'progress') return pending?.onProgress?.(message.progress);
    this.#pending.delete(message.id);
    if (message.type === 'opened') pending?.resolve(message.media as never);
    else if (message.type === 'done') pending?.resolve(message.value as never);
    else {
      const { code, message: text, details } = message.failure;
      pending?.reject(new StudioFailure(code, text, details));
    }
  }

  #watch(): void {
    clearTimeout(this.#watchdog);
    if (this.#pending.size === 0) return;
    this.#watchdog = setTimeout(() => {
      this.#end(
        new StudioFailure('stalled', `The worker for this file gave no sign of life for ${stalledMs / 1000} s.`),
      );
    }, stalledMs);
  }

  #end(failure: StudioFailure): void {
    clearTimeout(this.#watchdog);
    if (this.#failure) return;
    this.#failure = failure;
    this.#worker.terminate();
    modelHost.leave(this.#modelUser);
    for (const { reject } of this.#pending.values()) reject(failure);
    this.#pending.clear();
    void removeJobFolder(this.#jobId);
  }
}
