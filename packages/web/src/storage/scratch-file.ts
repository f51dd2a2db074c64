import type { RandomAccessFile } from '@passerby/engine';

/** A file that is being written, then read. */
export interface ScratchFile extends RandomAccessFile {
  readonly storage: 'disk' | 'memory';
  /** Ends the writing and gives the file, which stays until {@link remove}. */
  finish(name: string, mimeType: string): Promise<File>;
  /** Deletes it, whatever its state. Idempotent. */
  remove(): Promise<void>;
}
