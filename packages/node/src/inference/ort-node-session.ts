import { SHARE_ENV, Worker } from 'node:worker_threads';
import { InferenceError, type AbortSignalLike, type InferenceSession, type Tensor } from '@passerby/engine';
import { forbidTelemetry } from './forbid-telemetry.ts';
import type { SessionAnswer, SessionRequest, SessionWorkerData } from './session-messages.ts';

/** Options of {@link OrtNodeSession.open}. */
export interface OrtSessionOptions {
  /** Threads inside one run. 1 or more, default 1: several sessions side by side use cores better than several threads in one. */
  readonly threads?: number | undefined;
  /** Whether the model takes its picture as bytes, see `takeBytes` of the engine. Default false: floats. */
  readonly takesBytes?: boolean | undefined;
  /** Longest wait for one run, in milliseconds, counted from when its turn comes. Default 60000. Too small ends slow machines' runs. */
  readonly timeoutMs?: number | undefined;
  /** The worker's code. For tests that plant a failing one. */
  readonly workerUrl?: URL | undefined;
}

interface Pending {
  readonly id: number;
  readonly resolve: (outputs: Record<string, Tensor>) => void;
  readonly reject: (error: unknown) => void;
}

/** Pieces of memory kept for inputs: as many as are under way at once, mostly. */
const mostSpare = 3;

/**
 * ONNX Runtime in a worker thread of its own, with a watchdog. Any failure ends the session for good: a model that failed once
 * is not asked again, and whoever waits for it learns so.
 */
export class OrtNodeSession implements InferenceSession {
  readonly model: string;
  readonly takesBytes: boolean;
  readonly #worker: Worker;
  readonly #timeoutMs: number;
  readonly #pending: Pending[] = [];
  /** Memory of inputs that came back, smallest first. */
  readonly #spare: ArrayBuffer[] = [];
  #nextId = 0;
  #watchdog: NodeJS.Timeout | undefined;
  #failure: InferenceError | undefined;

  private constructor(model: string, worker: Worker, { timeoutMs = 60_000, takesBytes = false }: OrtSessionOptions) {
    this.model = model;
    this.takesBytes = takesBytes;
    this.#worker = worker;
    this.#timeoutMs = timeoutMs;
    worker.on('message', (answer: SessionAnswer) => this.#settle(answer));
    worker.on('error', (error) => this.#fail(`The model ${model} failed.`, error));
    worker.on('exit', (code) => this.#fail(`The worker of the model ${model} ended with code ${code}.`));
  }

  /**
   * Loads a model. Gives the session: dispose it to end its thread.
   * @throws InferenceError where the model cannot be loaded.
   */
  static async open(name: string, model: Uint8Array, options: OrtSessionOptions = {}): Promise<OrtNodeSession> {
    forbidTelemetry();
    const data: SessionWorkerData = { model, threads: options.threads ?? 1 };
    const worker = new Worker(options.workerUrl ?? new URL('./session-worker.js', import.meta.url), {
      workerData: data,
      env: SHARE_ENV,
    });
    const session = new OrtNodeSession(name, worker, options);
    await new Promise<void>((resolve, reject) => {
      session.#pending.push({ id: -1, resolve: () => resolve(), reject });
      session.#watch();
    });
    // A waiting session must not keep the process alive; a running one does, through its promise's holder.
    worker.unref();
    return session;
  }

  /** The smallest spare piece that is large enough. */
  inputMemory(byteLength: number): ArrayBuffer {
    const place = this.#spare.findIndex((memory) => memory.byteLength >= byteLength);
    return place < 0 ? new ArrayBuffer(byteLength) : (this.#spare.splice(place, 1)[0] as ArrayBuffer);
  }

  async run(
    input: Tensor,
    options: { readonly signal?: AbortSignalLike | undefined } = {},
  ): Promise<Record<string, Tensor>> {
    options.signal?.throwIfAborted();
    if (this.#failure) throw this.#failure;
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.push({ id, resolve, reject });
      const request: SessionRequest = { id, data: input.data, dims: input.dims };
      this.#worker.ref();
      this.#worker.postMessage(request, [input.data.buffer as ArrayBuffer]);
      if (this.#pending.length === 1) this.#watch();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(`The session of the model ${this.model} was closed.`);
    await this.#worker.terminate();
  }

  #settle(answer: SessionAnswer): void {
    const index = this.#pending.findIndex(({ id }) => id === answer.id);
    const [pending] = index < 0 ? [] : this.#pending.splice(index, 1);
    if (!pending) return this.#fail(`The model ${this.model} answered what was not asked.`);
    if ('error' in answer) {
      pending.reject(new InferenceError(`The model ${this.model} failed: ${answer.error}`));
      return this.#fail(`The model ${this.model} failed before.`);
    }
    if (answer.input) this.#keep(answer.input);
    pending.resolve(answer.outputs);
    this.#watch();
  }

  /** Keeps the largest pieces: new memory for every run makes V8 collect garbage every few looks. */
  #keep(memory: ArrayBuffer): void {
    this.#spare.push(memory);
    this.#spare.sort((a, b) => a.byteLength - b.byteLength);
    if (this.#spare.length > mostSpare) this.#spare.shift();
  }

  /** Starts the clock for the run whose turn it is. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    if (this.#pending.length === 0) return this.#worker.unref();
    this.#watchdog = setTimeout(() => {
      this.#fail(`The model ${this.model} gave no answer within ${this.#timeoutMs / 1000} s.`);
    }, this.#timeoutMs);
  }

  #fail(message: string, cause?: unknown): void {
    clearTimeout(this.#watchdog);
    if (this.#failure) return;
    this.#failure = new InferenceError(message, { cause });
    for (const pending of this.#pending.splice(0)) pending.reject(this.#failure);
    // A run cannot be aborted: the thread ends when the run does, or with the process.
    void this.#worker.terminate();
  }
}
