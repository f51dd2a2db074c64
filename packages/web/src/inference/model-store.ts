import type { InferenceSession } from '@passerby/engine';
import type { StudioModels } from '../job/studio-job.ts';
import { chooseThreads } from './choose-threads.ts';
import { InferenceWorker } from './inference-worker.ts';
import { loadModel, type ModelName } from './load-model.ts';

/** The models of one job, loaded on first use. */
export class ModelStore implements Disposable {
  readonly #models: StudioModels;
  readonly #fixedThreads: number | undefined;
  readonly #onThreads: (threads: number) => void;
  readonly #sessions = new Map<ModelName, Promise<InferenceSession>>();
  #worker: Promise<InferenceWorker> | undefined;
  #isClosed = false;

  /** `threads`: where it is known how many are quickest; else that is found out, and told. */
  constructor(models: StudioModels, threads: number | undefined, onThreads: (threads: number) => void) {
    this.#models = models;
    this.#fixedThreads = threads;
    this.#onThreads = onThreads;
  }

  has(name: ModelName): boolean {
    return this.#models[name] !== undefined;
  }

  /** The session of this model; the store keeps owning it. @throws StudioFailure, InferenceError */
  get(name: ModelName, signal: AbortSignal): Promise<InferenceSession> {
    const known = this.#sessions.get(name);
    if (known) return known;
    const opened = this.#open(name, signal);
    this.#sessions.set(name, opened);
    // What was aborted or could not be loaded may be tried again.
    opened.catch(() => this.#sessions.delete(name));
    return opened;
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    void this.#worker?.then((worker) => worker[Symbol.dispose]());
  }

  async #open(name: ModelName, signal: AbortSignal): Promise<InferenceSession> {
    const source = this.#models[name];
    if (source === undefined) throw new TypeError(`Expected the model ${name} to be offered.`);
    const bytes = await loadModel(name, source, signal);
    this.#worker ??= this.#start(name, bytes);
    return (await this.#worker).open(name, bytes);
  }

  async #start(name: ModelName, bytes: Uint8Array): Promise<InferenceWorker> {
    const threads = this.#fixedThreads ?? (await chooseThreads(name, bytes));
    this.#onThreads(threads);
    const worker = new InferenceWorker({ threads });
    if (this.#isClosed) worker[Symbol.dispose]();
    return worker;
  }
}
