import { InferenceError, type AbortSignalLike, type InferenceSession, type Tensor } from '@passerby/engine';
import type { SessionAnswer, SessionOutputs, SessionRequest } from './session-messages.ts';

/** Options of {@link InferenceWorker}. */
export interface InferenceWorkerOptions {
  /** Threads in one run; more than 1 only where the page is cross-origin isolated. */
  readonly threads: number;
  /** Longest wait for one answer, in milliseconds, counted from when its turn comes. Default 60000. */
  readonly timeoutMs?: number | undefined;
  /** Makes the worker. For tests that plant a failing one. */
  readonly createWorker?: (() => Worker) | undefined;
}

interface Pending {
  readonly id: number;
  readonly resolve: (answer: { readonly outputs: SessionOutputs; readonly milliseconds: number }) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * ONNX Runtime Web in a worker of its own, with a watchdog. Any failure ends the worker and all of its sessions for good: a model that failed once
 * is not asked again, and whoever waits for it learns so.
 */
export class InferenceWorker implements Disposable {
  readonly threads: number;
  readonly #worker: Worker;
  readonly #timeoutMs: number;
  readonly #pending: Pending[] = [];
  #nextId = 0;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #failure: InferenceError | undefined;

  constructor({ threads, timeoutMs = 60_000, createWorker = createSessionWorker }: InferenceWorkerOptions) {
    this.threads = threads;
    this.#timeoutMs = timeoutMs;
    this.#worker = createWorker();
    this.#worker.addEventListener('message', ({ data }: MessageEvent<SessionAnswer>) => this.#settle(data));
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#fail(`The worker of the models ended: ${event.message || 'its code could not be loaded'}.`);
    });
    this.#worker.addEventListener('messageerror', () =>
      this.#fail('The worker of the models sent what cannot be read.'),
    );
  }

  /** Loads a model; its bytes are taken. @throws InferenceError where it cannot be loaded. */
  async open(model: string, bytes: Uint8Array): Promise<InferenceSession> {
    const { threads } = this;
    await this.#ask((id) => ({ type: 'open', id, model, bytes, threads }), bytes);
    return { model, run: async (input, options = {}) => (await this.#run(model, input, options.signal)).outputs };
  }

  /** How long a run takes, without the way to the worker. */
  async time(model: string, input: Tensor): Promise<number> {
    return (await this.#run(model, input, undefined)).milliseconds;
  }

  [Symbol.dispose](): void {
    this.#fail('The models were closed.');
  }

  async #run(
    model: string,
    { data, dims }: Tensor,
    signal: AbortSignalLike | undefined,
  ): Promise<{ readonly outputs: SessionOutputs; readonly milliseconds: number }> {
    signal?.throwIfAborted();
    return this.#ask((id) => ({ type: 'run', id, model, data, dims }), data);
  }

  #ask(
    write: (id: number) => SessionRequest,
    taken: Uint8Array | Float32Array,
  ): Promise<{ readonly outputs: SessionOutputs; readonly milliseconds: number }> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.push({ id, resolve, reject });
      this.#worker.postMessage(write(id), [taken.buffer as ArrayBuffer]);
      if (this.#pending.length === 1) this.#watch();
    });
  }

  #settle(answer: SessionAnswer): void {
    const [pending] = this.#pending.splice(0, 1);
    if (pending?.id !== answer.id) {
      pending?.reject(new InferenceError('The models answered what was not asked.'));
      return this.#fail('The models answered what was not asked.');
    }
    if ('error' in answer) {
      pending.reject(new InferenceError(`A model failed: ${answer.error}`));
      return this.#fail('A model failed before.');
    }
    pending.resolve(answer);
    this.#watch();
  }

  /** Starts the clock for the request whose turn it is. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    if (this.#pending.length === 0) return;
    this.#watchdog = setTimeout(() => {
      this.#fail(`A model gave no answer within ${this.#timeoutMs / 1000} s.`);
    }, this.#timeoutMs);
  }

  #fail(message: string): void {
    clearTimeout(this.#watchdog);
    if (this.#failure) return;
    this.#failure = new InferenceError(message);
    for (const pending of this.#pending.splice(0)) pending.reject(this.#failure);
    // A run cannot be aborted; this ends it.
    this.#worker.terminate();
  }
}

function createSessionWorker(): Worker {
  return new Worker(new URL('./session-worker.js', import.meta.url), { type: 'module' });
}
