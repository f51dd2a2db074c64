/** Several pictures laid over each other. */
export class Smear {
  readonly #sum: Uint16Array;
  #count = 0;

  constructor(length: number) {
    this.#sum = new Uint16Array(length);
  }

  restart(rgb: Uint8Array): void {
    this.#sum.set(rgb);
    this.#count = 1;
  }

  add(rgb: Uint8Array): void {
    const sum = this.#sum;
    for (let at = 0; at < rgb.length; at++) sum[at] = sum[at]! + rgb[at]!;
    this.#count++;
  }

  average(target: Uint8Array): void {
    const sum = this.#sum;
    for (let at = 0; at < target.length; at++) target[at] = sum[at]! / this.#count;
  }
}
