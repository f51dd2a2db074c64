import { freeInputSizes, type InferenceSession } from '@passerby/engine';
import type { FoundModel } from '../models/find-model.ts';
import { OrtNodeSession } from './ort-node-session.ts';

/** Opens the session of a model that was found. Tests pass one that plants failures. */
export type OpenSession = (model: FoundModel) => Promise<InferenceSession & AsyncDisposable>;

const openOrtSession: OpenSession = ({ manifest, bytes }) =>
  OrtNodeSession.open(manifest.name, manifest.name === 'retinaface' ? freeInputSizes(bytes) : bytes);

/**
 * The sessions of one worker process, kept from file to file, as loading a model costs as much as several looks.
 * A session that failed once stays failed: its process is not reused (see the worker pool).
 */
export class SessionStore {
  readonly #open: OpenSession;
  readonly #sessions = new Map<string, Promise<InferenceSession & AsyncDisposable>>();

  constructor(open: OpenSession = openOrtSession) {
    this.#open = open;
  }

  /** The session of this model, opened on first use; the store keeps owning it. */
  get(model: FoundModel): Promise<InferenceSession> {
    const known = this.#sessions.get(model.manifest.sha256);
    if (known) return known;
    const opened = this.#open(model);
    this.#sessions.set(model.manifest.sha256, opened);
    return opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const sessions = await Promise.allSettled(this.#sessions.values());
    this.#sessions.clear();
    for (const session of sessions) if (session.status === 'fulfilled') await session.value[Symbol.asyncDispose]();
  }
}
