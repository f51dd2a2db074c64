import { freeInputSizes } from '@passerby/engine';
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../hash/to-hex.ts';
import { StudioFailure } from '../job/job-failure.ts';
import type { ModelSource } from '../job/studio-job.ts';
import { modelHashes } from '../model-hashes.ts';

/** A model that the page offers. */
export type ModelName = keyof typeof modelHashes;

/**
 * Gets a model's bytes and makes sure that they are the ones that its hash says.
 * @throws StudioFailure with code `model-missing`.
 */
export async function loadModel(name: ModelName, source: ModelSource, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = typeof source === 'string' ? await fetchBytes(name, source, signal) : new Uint8Array(source);
  if (toHex(sha256(bytes)) !== modelHashes[name]) {
    throw new StudioFailure(
      'model-missing',
      `The model ${name} is not the one that was expected: its SHA-256 differs.`,
    );
  }
  return name === 'retinaface' ? freeInputSizes(bytes) : bytes;
}

async function fetchBytes(name: ModelName, address: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const response = await fetch(address, { signal });
    if (!response.ok) throw new TypeError(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    signal.throwIfAborted();
    const details = error instanceof Error ? error.message : String(error);
    throw new StudioFailure('model-missing', `The model ${name} could not be loaded from this site.`, details);
  }
}
