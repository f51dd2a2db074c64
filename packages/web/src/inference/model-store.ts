import type { InferenceSession } from '@passerby/engine';
import type { StudioModels } from '../job/studio-job.ts';
import { chooseThreads } from './choose-threads.ts';
import { loadModel, type ModelName } from './load-model.ts';
import { SessionLink } from './session-link.ts';

/** How a job comes to the page's models. */
export interface ModelAccess {
  /** How many threads are quickest, where that is known; else it is found out. */
  readonly threads: number | undefined;
  /** Asks the page for a line to the worker that holds its models, started with so many threads where it is not there yet. */
  readonly connect: (threads: number) => Promise<MessagePort>;
  /** Tells the page that its models failed. */
  readonly onFailure: () => void;
}

/** The models of one job: the page's, loaded by whichever job needs one first. */
export class ModelStore {
  readonly #models: StudioModels;
  readonly #access: ModelAccess;
  readonly #sessions = new Map<ModelName, Promise<InferenceSession>>();
  #link: Promise<SessionLink> | undefined;

  constructor(models: StudioModels, access: ModelAccess) {
    this.#models = models;
    this.#access = access;
  }

  has(name: ModelName): boolean {
    return this.#models[name] !== undefined;
  }

  /** The session of this model. @throws StudioFailure, InferenceError */
  get(name: ModelName, signal: AbortSignal): Promise<InferenceSession> {
    const known = this.#sessions.get(name);
    if (known) return known;
    const opened = this.#open(name, signal);
    this.#sessions.set(name, opened);
    // What was aborted or could not be loaded may be tried again.
    opened.catch(() => this.#sessions.delete(name));
    return opened;
  }

  /** The page's models are gone: whoever waits for one learns so; the next look starts them anew. */
  end(message: string): void {
    const link = this.#link;
    this.#link = undefined;
    this.#sessions.clear();
    void link?.then((opened) => opened.fail(message));
  }

  async #open(name: ModelName, signal: AbortSignal): Promise<InferenceSession> {
    const source = this.#models[name];
    if (source === undefined) throw new TypeError(`Expected the model ${name} to be offered.`);
    const load = (): Promise<Uint8Array> => loadModel(name, source, signal);
    this.#link ??= this.#connect(name, load);
    // A model that could not be timed is no reason never to try again.
    this.#link.catch(() => (this.#link = undefined));
    return (await this.#link).open(name, load);
  }

  async #connect(name: ModelName, load: () => Promise<Uint8Array>): Promise<SessionLink> {
    const { connect, onFailure } = this.#access;
    const threads = this.#access.threads ?? (await chooseThreads(name, await load()));
    const port = await connect(threads);
    const link = new SessionLink(
      { port, close: () => port.close() },
      {
        threads,
        onFailure: () => {
          this.#link = undefined;
          this.#sessions.clear();
          onFailure();
        },
      },
    );
    port.start();
    return link;
  }
}
