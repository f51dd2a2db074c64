import { open, type FileHandle } from 'node:fs/promises';
import type { RandomAccessFile } from '@passerby/engine';

/** A file that an output is written to. */
export class OutputFile implements RandomAccessFile {
  readonly #file: FileHandle;
  #isClosed = false;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Creates or empties the file, readable by its owner only. */
  static async create(path: string): Promise<OutputFile> {
    return new OutputFile(await open(path, 'w+', 0o600));
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      done += (await this.#file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
    }
  }

  async read(target: Uint8Array, position: number): Promise<void> {
    let done = 0;
    while (done < target.length) {
      const { bytesRead } = await this.#file.read(target, done, target.length - done, position + done);
      if (bytesRead === 0)
        throw new Error(`Expected ${target.length} bytes at ${position} of the output, received ${done}.`);
      done += bytesRead;
    }
  }

  /** Closes the file as it is. Idempotent. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#file.close();
  }
}
