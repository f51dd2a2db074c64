import * as engine from '@passerby/engine';
import * as web from '@passerby/web';
import { createSessionWorker } from '../../dist/inference/create-session-worker.js';
import { SessionLink } from '../../dist/inference/session-link.js';
import { lookAtDrawnPicture, planDrawnPictures, replaySession } from './look-at-drawn.ts';

/** Opens a model in a worker of its own. */
async function openSession(model: string, bytes: Uint8Array, threads: number): Promise<engine.InferenceSession> {
  const worker = createSessionWorker();
  const link = new SessionLink({ port: worker, close: () => worker.terminate() }, { threads });
  return link.open(model, async () => bytes);
}

// The tests drive this page from outside.
Object.assign(globalThis, {
  passerby: { ...engine, ...web },
  runtime: { openSession, lookAtDrawnPicture, planDrawnPictures, replaySession },
});
