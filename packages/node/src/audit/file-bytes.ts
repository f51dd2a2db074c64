import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes held in memory at a time. Structures that a walk needs in one piece must be smaller; tables are read in slices. */
const WINDOW_BYTES = 1 << 20;

/** A structure claims more bytes than the file has. */
export class TruncatedError extends Error {
  /** First byte that was asked for. */
  readonly offset: number;

  constructor(offset: number) {
    super(`The file ends inside a structure at byte ${offset}.`);
    this.name = 'TruncatedError';
    this.offset = offset;
  }
}

/** Random access to a file through one window of 1 MiB: memory does not grow with the file. */
export class FileBytes implements Disposable {
  /** Bytes in the file when it was opened. */
  readonly size: number;
  /** Bytes that `view` can give at once. */
  readonly windowBytes: number = WINDOW_BYTES;
  readonly #descriptor: number;
  readonly #window = Buffer.alloc(WINDOW_BYTES);
  #start = 0;
  #end = 0;

  private constructor(descriptor: number, size: number) {
    this.#descriptor = descriptor;
    this.size = size;
  }

  /** Opens a file for reading. Dispose it. @throws the system's error where the file cannot be opened. */
  static open(file: string): FileBytes {
    const descriptor = openSync(file, 'r');
    return new FileBytes(descriptor, fstatSync(descriptor).size);
  }

  /** True if the file holds `length` bytes from `offset` on. */
  has(offset: number, length: number): boolean {
    return offset >= 0 && length >= 0 && offset + length <= this.size;
  }

  /**
   * Bytes at a place, at most `windowBytes`. Borrowed: overwritten by the next call.
   * @throws TruncatedError where the file is shorter.
   */
  view(offset: number, length: number): Buffer {
    if (!this.has(offset, length)) throw new TruncatedError(offset);
    if (length > WINDOW_BYTES)
      throw new RangeError(`Expected at most ${WINDOW_BYTES} bytes at once, received ${length}.`);
    if (offset < this.#start || offset + length > this.#end) this.#load(offset);
    return this.#window.subarray(offset - this.#start, offset - this.#start + length);
  }

  /** A copy of bytes at a place, of any length. @throws TruncatedError where the file is shorter. */
  copy(offset: number, length: number): Buffer {
    if (!this.has(offset, length)) throw new TruncatedError(offset);
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length;) {
      const part = this.view(offset + done, Math.min(WINDOW_BYTES, length - done));
      part.copy(bytes, done);
      done += part.length;
    }
    return bytes;
  }

  u8(offset: number): number {
    return this.view(offset, 1)[0]!;
  }

  u16(offset: number): number {
    return this.view(offset, 2).readUInt16BE();
  }

  u32(offset: number): number {
    return this.view(offset, 4).readUInt32BE();
  }

  /** As a float: exact up to 2^53, which no offset in a real file exceeds. */
  u64(offset: number): number {
    const bytes = this.view(offset, 8);
    return bytes.readUInt32BE(0) * 2 ** 32 + bytes.readUInt32BE(4);
  }

  u16le(offset: number): number {
    return this.view(offset, 2).readUInt16LE();
  }

  u24le(offset: number): number {
    return this.view(offset, 3).readUIntLE(0, 3);
  }

  u32le(offset: number): number {
    return this.view(offset, 4).readUInt32LE();
  }

  /** Bytes as Latin-1 text, one character each. */
  latin1(offset: number, length: number): string {
    return this.view(offset, length).toString('latin1');
  }

  /** True if the file continues with this Latin-1 text at `offset`. Never throws. */
  startsWith(offset: number, text: string): boolean {
    return this.has(offset, text.length) && this.latin1(offset, text.length) === text;
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }

  #load(offset: number): void {
    const wanted = Math.min(WINDOW_BYTES, this.size - offset);
    let done = 0;
    while (done < wanted) {
      const read = readSync(this.#descriptor, this.#window, done, wanted - done, offset + done);
      if (read === 0) throw new Error(`The file became shorter while it was read: byte ${offset + done} is gone.`);
      done += read;
    }
    this.#start = offset;
    this.#end = offset + wanted;
  }
}
