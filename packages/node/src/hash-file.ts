import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** SHA-256 of a file's bytes, lower-case hex, read as a stream. `onProgress` is called for every piece, as a sign of life. */
export async function hashFile(file: string, signal?: AbortSignal, onProgress?: () => void): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(file, { highWaterMark: 1 << 20, signal })) {
    hash.update(bytes as Uint8Array);
    onProgress?.();
  }
  return hash.digest('hex');
}
