import type { ZlibMeter, ZlibOutcome } from '@passerby/engine';
import { Inflate } from 'pako';

/** Makes the audit's meter of pako: the browser's own `DecompressionStream` does not say where a stream ends. */
export function createZlibMeter(limitBytes: number): ZlibMeter {
  return new PakoMeter(limitBytes);
}

class PakoMeter implements ZlibMeter {
  readonly #limitBytes: number;
  /** The window says that it is zlib; pako would take gzip too. */
  readonly #inflate = new Inflate({ windowBits: 15 });
  #stream: { readonly total_in: number } = { total_in: 0 };
  #inflatedBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
    this.#inflate.onStart = (stream) => {
      this.#stream = stream;
    };
    this.#inflate.onData = (chunk) => {
      this.#inflatedBytes += chunk.length;
    };
    this.#inflate.onEnd = () => {};
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#inflate.ended && !this.#hasMore()) this.#inflate.push(bytes, false);
  }

  async finish(): Promise<ZlibOutcome> {
    const { ended, err } = this.#inflate;
    return {
      usedBytes: this.#stream.total_in,
      inflatedBytes: this.#inflatedBytes,
      isDamaged: !this.#hasMore() && (err !== 0 || !ended),
    };
  }

  #hasMore(): boolean {
    return this.#inflatedBytes > this.#limitBytes;
  }
}
