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

/** Port: random access to the bytes of a file that is not changed meanwhile. Adapters: a descriptor in Node, a `Blob` or a private file in a worker. */
export interface ByteSource {
  /** Bytes in the file. */
  readonly size: number;
  /**
   * Reads at once, from `offset` on, into `target`, which it fills as far as it can.
   * @returns how many bytes were read; 0 only where the file has become shorter.
   * @throws the system's error where the file cannot be read.
   */
  read(target: Uint8Array, offset: number): number;
}

/** Random access to a file through one window of 1 MiB: memory does not grow with the file. */
export class FileBytes {
  /** Bytes in the file. */
  readonly size: number;
  /** Bytes that `view` can give at once. */
  readonly windowBytes: number = WINDOW_BYTES;
  readonly #source: ByteSource;
  readonly #window = new Uint8Array(WINDOW_BYTES);
  readonly #numbers: DataView = new DataView(this.#window.buffer);
  #start = 0;
  #end = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    this.size = source.size;
  }

  /** True if the file holds `length` bytes from `offset` on. */
  has(offset: number, length: number): boolean {
    return offset >= 0 && length >= 0 && offset + length <= this.size;
  }

  /**
   * Bytes at a place, at most `windowBytes`. Borrowed: overwritten by the next call.
   * @throws TruncatedError where the file is shorter.
   */
  view(offset: number, length: number): Uint8Array {
    const at = this.#place(offset, length);
    return this.#window.subarray(at, at + length);
  }

  /** A copy of bytes at a place, of any length. @throws TruncatedError where the file is shorter. */
  copy(offset: number, length: number): Uint8Array {
    if (!this.has(offset, length)) throw new TruncatedError(offset);
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const part = this.view(offset + done, Math.min(WINDOW_BYTES, length - done));
      bytes.set(part, done);
      done += part.length;
    }
    return bytes;
  }

  u8(offset: number): number {
    return this.#numbers.getUint8(this.#place(offset, 1));
  }

  u16(offset: number): number {
    return this.#numbers.getUint16(this.#place(offset, 2));
  }

  i16(offset: number): number {
    return this.#numbers.getInt16(this.#place(offset, 2));
  }

  u32(offset: number): number {
    return this.#numbers.getUint32(this.#place(offset, 4));
  }

  i32(offset: number): number {
    return this.#numbers.getInt32(this.#place(offset, 4));
  }

  /** As a float: exact up to 2^53, which no offset in a real file exceeds. */
  u64(offset: number): number {
    const at = this.#place(offset, 8);
    return this.#numbers.getUint32(at) * 2 ** 32 + this.#numbers.getUint32(at + 4);
  }

  /** A big-endian number of 1 to 6 bytes. */
  uint(offset: number, length: number): number {
    return this.view(offset, length).reduce((value, byte) => value * 256 + byte, 0);
  }

  u16le(offset: number): number {
    return this.#numbers.getUint16(this.#place(offset, 2), true);
  }

  u24le(offset: number): number {
    const at = this.#place(offset, 3);
    return this.#numbers.getUint16(at, true) + this.#numbers.getUint8(at + 2) * 2 ** 16;
  }

  u32le(offset: number): number {
    return this.#numbers.getUint32(this.#place(offset, 4), true);
  }

  /** Bytes as Latin-1 text, one character each. */
  latin1(offset: number, length: number): string {
    return toLatin1(this.view(offset, length));
  }

  /** True if the file continues with this Latin-1 text at `offset`. Never throws. */
  startsWith(offset: number, text: string): boolean {
    return this.has(offset, text.length) && this.latin1(offset, text.length) === text;
  }

  /** Where in the window the bytes are, which are read where they are not in it yet. */
  #place(offset: number, length: number): number {
    if (!this.has(offset, length)) throw new TruncatedError(offset);
    if (length > WINDOW_BYTES)
      throw new RangeError(`Expected at most ${WINDOW_BYTES} bytes at once, received ${length}.`);
    if (offset < this.#start || offset + length > this.#end) this.#load(offset);
    return offset - this.#start;
  }

  #load(offset: number): void {
    const wanted = Math.min(WINDOW_BYTES, this.size - offset);
    let done = 0;
    while (done < wanted) {
      const read = this.#source.read(this.#window.subarray(done, wanted), offset + done);
      if (read === 0) throw new Error(`The file became shorter while it was read: byte ${offset + done} is gone.`);
      done += read;
    }
    this.#start = offset;
    this.#end = offset + wanted;
  }
}

/** Characters that go into one call: engines limit arguments. */
const charactersAtOnce = 8192;

/** Bytes as Latin-1 text, one character each. */
export function toLatin1(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += charactersAtOnce) {
    // Spreading would make an array of numbers first, which takes six times as long.
    text += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(from, from + charactersAtOnce));
  }
  return text;
}
