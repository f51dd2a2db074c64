import { DamagedMediaError } from '@passerby/engine';

/** One box of an ISO base media or JPEG 2000 file: its type and what it holds, a view of the file's bytes. */
export interface FileBox {
  readonly type: string;
  readonly payload: Uint8Array;
}

/**
 * The boxes that follow each other in `bytes`. A last box that reaches past the end holds what is there.
 * @throws DamagedMediaError where a box is shorter than its own head.
 */
export function readBoxes(bytes: Uint8Array): readonly FileBox[] {
  const view = viewOf(bytes);
  const boxes: FileBox[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const short = view.getUint32(at);
    const isLong = short === 1 && at + 16 <= bytes.length;
    const head = isLong ? 16 : 8;
    const size = isLong ? Number(view.getBigUint64(at + 8)) : short === 0 ? bytes.length - at : short;
    if (size < head) throw new DamagedMediaError('The structure of the file is broken.');
    boxes.push({ type: fourLetters(bytes, at + 4), payload: bytes.subarray(at + head, at + size) });
    at += size;
  }
  return boxes;
}

/** Reads big-endian numbers one after the other; beyond the end the file counts as damaged. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** What is left, a view. */
  get rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  /** An unsigned number of 0 (always 0) to 8 bytes. */
  uint(size: number): number {
    const from = this.#at;
    this.skip(size);
    return this.#bytes.subarray(from, this.#at).reduce((value, byte) => value * 256 + byte, 0);
  }

  /** A signed number of 4 bytes. */
  int32(): number {
    return this.uint(4) | 0;
  }

  letters(): string {
    const letters = fourLetters(this.#bytes, this.#at);
    this.skip(4);
    return letters;
  }

  skip(size: number): void {
    if (this.#at + size > this.#bytes.length) throw new DamagedMediaError('The structure of the file is broken.');
    this.#at += size;
  }
}

function fourLetters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
