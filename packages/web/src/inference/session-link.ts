import { InferenceError, type AbortSignalLike, type InferenceSession, type Tensor } from '@passerby/engine';
import type { SessionAnswer, SessionOutputs, SessionRequest } from './session-messages.ts';

/** The other end: a worker, or a port to one. */
export interface SessionChannel {
  readonly port: Pick<Worker & MessagePort, 'addEventListener' | 'postMessage'>;
  /** Ends it. A run cannot be aborted. */
  readonly close: () => void;
}

/** Options of {@link SessionLink}. */
export interface SessionLinkOptions {
  /** Threads in one run, where this link opens the first model. */
  readonly threads: number;
  /** Longest wait for one answer, in milliseconds, counted from when its turn comes. Default 60000. */
  readonly timeoutMs?: number | undefined;
  /** Told once where the models failed: they are not to be used again by anybody. */
  readonly onFailure?: (() => void) | undefined;
}

interface TimedOutputs {
  readonly outputs: SessionOutputs;
  readonly milliseconds: number;
}

interface Pending {
  readonly id: number;
  readonly resolve: (answer: SessionAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One end of the line to the models' worker, with a watchdog. Any failure ends the link and all of its sessions for good: a model that failed once
 * is not asked again, and whoever waits for it learns so.
 */
export class SessionLink implements Disposable {
  readonly #channel: SessionChannel;
  readonly #threads: number;
  readonly #timeoutMs: number;
  readonly #onFailure: () => void;
  readonly #pending: Pending[] = [];
  #nextId = 0;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #failure: InferenceError | undefined;

  constructor(channel: SessionChannel, { threads, timeoutMs = 60_000, onFailure = () => {} }: SessionLinkOptions) {
    this.#channel = channel;
    this.#threads = threads;
    this.#timeoutMs = timeoutMs;
    this.#onFailure = onFailure;
    channel.port.addEventListener('message', ({ data }: MessageEvent<SessionAnswer>) => this.#settle(data));
    channel.port.addEventListener('messageerror', () => this.fail('The models sent what cannot be read.'));
  }

  /** Opens a model, unless it is open; `load` gives its bytes, which are taken. @throws InferenceError where it cannot be loaded. */
  async open(model: string, load: () => Promise<Uint8Array>): Promise<InferenceSession> {
    const known = await this.#ask((id) => ({ type: 'ask', id, model }));
    if (!('isOpen' in known && known.isOpen)) {
      const bytes = await load();
      await this.#ask((id) => ({ type: 'open', id, model, bytes, threads: this.#threads }), bytes);
    }
    return { model, run: async (input, options = {}) => (await this.#run(model, input, options.signal)).outputs };
  }

  /** How long a run takes, in milliseconds, without the way to the worker. */
  async time(model: string, input: Tensor): Promise<number> {
    return (await this.#run(model, input, undefined)).milliseconds;
  }

  /** Ends the link: the models are gone. */
  fail(message: string): void {
    if (this.#end(message)) this.#onFailure();
  }

  [Symbol.dispose](): void {
    this.#end('The models were closed.');
  }

  async #run(model: string, { data, dims }: Tensor, signal: AbortSignalLike | undefined): Promise<TimedOutputs> {
    signal?.throwIfAborted();
    const answer = await this.#ask((id) => ({ type: 'run', id, model, data, dims }), data);
    if ('outputs' in answer) return answer;
    throw new InferenceError(`The model ${model} answered what was not asked.`);
  }

  #ask(write: (id: number) => SessionRequest, taken?: Uint8Array | Float32Array): Promise<SessionAnswer> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.push({ id, resolve, reject });
      this.#channel.port.postMessage(write(id), taken ? [taken.buffer as ArrayBuffer] : []);
      if (this.#pending.length === 1) this.#watch();
    });
  }

  #settle(answer: SessionAnswer): void {
    const [pending] = this.#pending.splice(0, 1);
    if (pending?.id !== answer.id) {
      pending?.reject(new InferenceError('The models answered what was not asked.'));
      return this.fail('The models answered what was not asked.');
    }
    if ('error' in answer) {
      pending.reject(new InferenceError(`A model failed: ${answer.error}`));
      return this.fail('A model failed before.');
    }
    pending.resolve(answer);
    this.#watch();
  }

  /** Starts the clock for the request whose turn it is. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    if (this.#pending.length === 0) return;
    this.#watchdog = setTimeout(() => {
      this.fail(`A model gave no answer within ${this.#timeoutMs / 1000} s.`);
    }, this.#timeoutMs);
  }

  /** @returns false where it had ended before. */
  #end(message: string): boolean {
    clearTimeout(this.#watchdog);
    if (this.#failure) return false;
    this.#failure = new InferenceError(message);
    for (const pending of this.#pending.splice(0)) pending.reject(this.#failure);
    this.#channel.close();
    return true;
  }
}
