/** Counts the pixels that a GIF's LZW codes stand for, without making them. */
export class LzwMeter {
  readonly #minimumSize: number;
  readonly #lengths = new Uint16Array(4096);
  #codeSize: number;
  #nextCode: number;
  #previous = -1;
  #bits = 0;
  #bitCount = 0;
  /** Pixels so far. */
  pixels = 0;
  /** True once the end code was read. */
  isEnded = false;
  /** True once a code was read that cannot be. */
  isDamaged = false;

  /** @param minimumSize Bits of a pixel, as the image says. 2 to 8 (1 is tolerated). */
  constructor(minimumSize: number) {
    this.#minimumSize = minimumSize;
    this.#lengths.fill(1, 0, 1 << minimumSize);
    this.#codeSize = minimumSize + 1;
    this.#nextCode = (1 << minimumSize) + 2;
  }

  /** Takes the next bytes. @returns how many of them were used: fewer than given where the end code or damage came before. */
  write(bytes: Uint8Array): number {
    const clear = 1 << this.#minimumSize;
    for (let i = 0; i < bytes.length; i += 1) {
      if (this.isEnded || this.isDamaged) return i;
      this.#bits |= bytes[i]! << this.#bitCount;
      this.#bitCount += 8;
      while (this.#bitCount >= this.#codeSize && !this.isEnded && !this.isDamaged) {
        const code = this.#bits & ((1 << this.#codeSize) - 1);
        this.#bits >>>= this.#codeSize;
        this.#bitCount -= this.#codeSize;
        if (code === clear) this.#reset();
        else if (code === clear + 1) this.isEnded = true;
        else this.#take(code);
      }
    }
    return bytes.length;
  }

  #reset(): void {
    this.#codeSize = this.#minimumSize + 1;
    this.#nextCode = (1 << this.#minimumSize) + 2;
    this.#previous = -1;
  }

  #take(code: number): void {
    const isNew = code === this.#nextCode && this.#previous >= 0;
    if (code > this.#nextCode || (code === this.#nextCode && !isNew)) {
      this.isDamaged = true;
      return;
    }
    if (this.#previous >= 0 && this.#nextCode < 4096) {
      this.#lengths[this.#nextCode] = this.#lengths[this.#previous]! + 1;
      this.#nextCode += 1;
      if (this.#nextCode === 1 << this.#codeSize && this.#codeSize < 12) this.#codeSize += 1;
    }
    this.pixels += this.#lengths[code]!;
    this.#previous = code;
  }
}
