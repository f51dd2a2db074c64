import type { FileBytes } from '../file-bytes.ts';

/** Reads the bits of an entropy-coded segment, undoing byte stuffing and stopping at the next marker. */
export class ScanBits {
  readonly #file: FileBytes;
  readonly #slice: Uint8Array;
  #sliceStart = 0;
  #sliceEnd = 0;
  #position: number;
  #bits = 0;
  #bitCount = 0;
  #missingBits = 0;
  #atMarker = false;

  constructor(file: FileBytes, offset: number) {
    this.#file = file;
    this.#slice = new Uint8Array(1 << 16);
    this.#position = offset;
  }

  /** True once more bits were taken than there are before the marker or the end of the file. */
  get isExhausted(): boolean {
    return this.#missingBits > this.#bitCount;
  }

  /** The next 16 bits, zeros after the end, without taking them. */
  peek16(): number {
    while (this.#bitCount < 16) this.#fill();
    return (this.#bits >>> (this.#bitCount - 16)) & 0xffff;
  }

  /** Takes bits that were peeked at. */
  skip(count: number): void {
    while (this.#bitCount < count) this.#fill();
    this.#bitCount -= count;
  }

  /** Takes up to 16 bits. */
  take(count: number): number {
    if (count === 0) return 0;
    const value = this.peek16() >>> (16 - count);
    this.#bitCount -= count;
    return value;
  }

  /**
   * Ends an interval at a byte border.
   * @returns where the next marker is, whole bytes left before it, and whether the padding bits were all ones.
   */
  finishInterval(): { readonly markerOffset: number; readonly bytesLeft: number; readonly isPaddedWithOnes: boolean } {
    const realBits = Math.max(0, this.#bitCount - this.#missingBits);
    const padding = realBits % 8;
    const mask = (1 << padding) - 1;
    const shift = this.#bitCount - padding;
    const isPaddedWithOnes = padding === 0 || ((this.#bits >>> shift) & mask) === mask;
    let bytesLeft = Math.floor(realBits / 8);
    while (!this.#atMarker) {
      this.#bitCount = 0;
      this.#fill();
      if (!this.#atMarker) bytesLeft += 1;
    }
    return { markerOffset: this.#position, bytesLeft, isPaddedWithOnes };
  }

  /** Goes on after a restart marker. */
  restartAt(offset: number): void {
    this.#position = offset;
    this.#bits = 0;
    this.#bitCount = 0;
    this.#missingBits = 0;
    this.#atMarker = false;
  }

  #fill(): void {
    let byte = 0;
    if (this.#atMarker) this.#missingBits += 8;
    else {
      byte = this.#byteAt(this.#position);
      const next = byte === 0xff ? this.#byteAt(this.#position + 1) : 0;
      if (byte < 0 || next !== 0) {
        this.#atMarker = true;
        this.#missingBits += 8;
        byte = 0;
      } else this.#position += byte === 0xff ? 2 : 1;
    }
    this.#bits = ((this.#bits << 8) | byte) >>> 0;
    this.#bitCount += 8;
  }

  /** -1 after the end of the file. */
  #byteAt(position: number): number {
    if (position >= this.#file.size) return -1;
    if (position < this.#sliceStart || position >= this.#sliceEnd) {
      const length = Math.min(this.#slice.length, this.#file.size - position);
      this.#slice.set(this.#file.view(position, length));
      this.#sliceStart = position;
      this.#sliceEnd = position + length;
    }
    return this.#slice[position - this.#sliceStart]!;
  }
}
