import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from './to-hex.ts';

const sliceBytes = 4 << 20;

/** SHA-256 of a file, slice by slice: Web Crypto would want it whole. `onProgress` is a sign of life. */
export async function hashFile(file: Blob, signal: AbortSignal, onProgress: () => void = () => {}): Promise<string> {
  const hash = sha256.create();
  for (let from = 0; from < file.size; from += sliceBytes) {
    signal.throwIfAborted();
    hash.update(new Uint8Array(await file.slice(from, from + sliceBytes).arrayBuffer()));
    onProgress();
  }
  return toHex(hash.digest());
}
