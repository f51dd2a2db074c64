import { createSessionWorker } from './create-session-worker.ts';
import type { SessionConnection } from './session-messages.ts';

/** Models stay loaded for so long after the last job was closed. */
const keptMs = 60_000;

/** Who uses the page's models. */
export interface ModelUser {
  /** The models ended: what was asked of them will not be answered. */
  readonly onModelsEnded: (message: string) => void;
}

/**
 * The worker that holds the models of one page: loaded once, used by all jobs, one run after the other. It lives in the page, as
 * jobs come and go; it ends a while after the last one did.
 */
export class ModelHost {
  /** Threads that were found to be quickest, once a job found out: they are the machine's. */
  threads: number | undefined;
  readonly #users = new Set<ModelUser>();
  #worker: Worker | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** A line to the worker, which is started where it is not there. */
  connect(user: ModelUser, threads: number): MessagePort {
    this.threads ??= threads;
    clearTimeout(this.#timer);
    this.#users.add(user);
    this.#worker ??= this.#start();
    const { port1, port2 } = new MessageChannel();
    const connection: SessionConnection = { type: 'connect', port: port1 };
    this.#worker.postMessage(connection, [port1]);
    return port2;
  }

  /** The job is closed. */
  leave(user: ModelUser): void {
    this.#users.delete(user);
    if (this.#users.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#stop(), keptMs);
  }

  /** A model failed: nobody is to use the worker again. The next job starts another. */
  end(message: string): void {
    if (!this.#worker) return;
    this.#stop();
    for (const user of this.#users) user.onModelsEnded(message);
    this.#users.clear();
  }

  #start(): Worker {
    const worker = createSessionWorker();
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.end(`The worker of the models ended: ${event.message || 'its code could not be loaded'}.`);
    });
    return worker;
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
