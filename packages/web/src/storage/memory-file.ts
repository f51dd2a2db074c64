import { StudioFailure } from '../job/job-failure.ts';
import type { ScratchFile } from './scratch-file.ts';

const pieceBytes = 4 << 20;

/** A file in memory, in pieces, so that growing copies nothing. */
export class MemoryFile implements ScratchFile {
  readonly storage = 'memory';
  #pieces: Uint8Array<ArrayBuffer>[] = [];
  #size = 0;

  async write(bytes: Uint8Array, position: number): Promise<void> {
    this.#size = Math.max(this.#size, position + bytes.length);
    while (this.#pieces.length * pieceBytes < this.#size) this.#pieces.push(allocate());
    for (const { piece, at, from, length } of this.#parts(position, bytes.length)) {
      piece.set(bytes.subarray(from, from + length), at);
    }
  }

  async read(target: Uint8Array, position: number): Promise<void> {
    if (position + target.length > this.#size) {
      throw new RangeError(`Expected ${target.length} bytes at ${position}, received ${this.#size - position}.`);
    }
    for (const { piece, at, from, length } of this.#parts(position, target.length)) {
      target.set(piece.subarray(at, at + length), from);
    }
  }

  async finish(name: string, mimeType: string): Promise<File> {
    const whole = Math.floor(this.#size / pieceBytes);
    const parts = this.#pieces.slice(0, whole);
    const rest = this.#size - whole * pieceBytes;
    const last = this.#pieces[whole];
    if (rest > 0 && last) parts.push(last.subarray(0, rest));
    const file = new File(parts, name, { type: mimeType, lastModified: 0 });
    this.#pieces = [];
    return file;
  }

  async remove(): Promise<void> {
    this.#pieces = [];
  }

  *#parts(
    position: number,
    length: number,
  ): Generator<{ piece: Uint8Array; at: number; from: number; length: number }> {
    for (let from = 0; from < length;) {
      const at = (position + from) % pieceBytes;
      const count = Math.min(pieceBytes - at, length - from);
      yield { piece: this.#pieces[Math.floor((position + from) / pieceBytes)]!, at, from, length: count };
      from += count;
    }
  }
}

function allocate(): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(pieceBytes);
  } catch (error) {
    throw new StudioFailure('out-of-memory', 'The hidden copy does not fit into memory.', String(error));
  }
}
