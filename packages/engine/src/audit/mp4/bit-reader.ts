/** Reads the bits of an H.264 parameter set, without its emulation prevention bytes. Past the end it gives zeros and `isOver` is true. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  /** @param unit The NAL unit after its header byte. */
  constructor(unit: Uint8Array) {
    const bytes: number[] = [];
    let zeros = 0;
    for (const byte of unit) {
      if (zeros >= 2 && byte === 3) {
        zeros = 0;
        continue;
      }
      zeros = byte === 0 ? zeros + 1 : 0;
      bytes.push(byte);
    }
    this.#bytes = Uint8Array.from(bytes);
  }

  /** True once more was read than there is. */
  get isOver(): boolean {
    return this.#position > this.#bytes.length * 8;
  }

  bit(): number {
    const byte = this.#bytes[this.#position >> 3] ?? 0;
    const bit = (byte >> (7 - (this.#position & 7))) & 1;
    this.#position += 1;
    return bit;
  }

  /** Up to 32 bits. */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i += 1) value = value * 2 + this.bit();
    return value;
  }

  /** Exp-Golomb, unsigned. */
  unsigned(): number {
    let zeros = 0;
    while (this.bit() === 0) {
      zeros += 1;
      if (zeros > 32) return 0;
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** Exp-Golomb, signed. */
  signed(): number {
    const value = this.unsigned();
    return value % 2 === 1 ? (value + 1) / 2 : -value / 2;
  }

  /** Bits left after the one that marks the end (1, then zeros to the byte). 0 is right; -1 = the end mark is missing. */
  trailingBits(): number {
    if (this.bit() !== 1 || this.isOver) return -1;
    while (this.#position % 8 !== 0) if (this.bit() !== 0) return -1;
    return this.#bytes.length * 8 - this.#position;
  }

  /** True if data follows before the end mark. */
  hasMore(): boolean {
    let last = this.#bytes.length - 1;
    while (last >= 0 && this.#bytes[last] === 0) last -= 1;
    if (last < 0) return false;
    const byte = this.#bytes[last]!;
    const endMark = last * 8 + 7 - Math.log2(byte & -byte);
    return this.#position < endMark;
  }
}
