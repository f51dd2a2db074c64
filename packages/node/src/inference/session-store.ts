import { freeInputSizes, takeBytes, type InferenceSession } from '@passerby/engine';
import type { FoundModel } from '../models/find-model.ts';
import { OrtNodeSession } from './ort-node-session.ts';

/** Opens the session of a model that was found, with so many threads in one run. Tests pass one that plants failures. */
export type OpenSession = (model: FoundModel, threads: number) => Promise<InferenceSession & AsyncDisposable>;

/** Opens it with ONNX Runtime; a run takes `timeoutMs` at most where it is given. */
export function openOrtSession(
  { manifest, bytes }: FoundModel,
  threads: number,
  timeoutMs?: number,
): Promise<OrtNodeSession> {
  if (manifest.task === 'text') return OrtNodeSession.open(manifest.name, bytes, { threads, timeoutMs });
  const model = takeBytes(manifest.name === 'retinaface' ? freeInputSizes(bytes) : bytes);
  return OrtNodeSession.open(manifest.name, model, { threads, timeoutMs, takesBytes: true });
}

/** Where sessions come from. */
export type SessionSource = Pick<SessionStore, 'get'>;

/**
 * The sessions of one worker process, kept from file to file, as loading a model costs as much as several looks.
 * A session that failed once stays failed: its process is not reused (see the worker pool).
 */
export class SessionStore {
  readonly #open: OpenSession;
  readonly #sessions = new Map<string, Promise<InferenceSession & AsyncDisposable>>();

  constructor(open: OpenSession = (model, threads) => openOrtSession(model, threads)) {
    this.#open = open;
  }

  /**
   * The session of this model with so many threads in one run, opened on first use; the store keeps owning it. `copy`: another number, another
   * session of the same model.
   */
  get(model: FoundModel, threads: number, copy = 0): Promise<InferenceSession> {
    const key = `${model.manifest.sha256} ${threads} ${copy}`;
    const known = this.#sessions.get(key);
    if (known) return known;
    const opened = this.#open(model, threads);
    this.#sessions.set(key, opened);
    return opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const sessions = await Promise.allSettled(this.#sessions.values());
    this.#sessions.clear();
    for (const session of sessions) if (session.status === 'fulfilled') await session.value[Symbol.asyncDispose]();
  }
}
