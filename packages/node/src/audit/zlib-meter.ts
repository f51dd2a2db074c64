import { once } from 'node:events';
import { createInflate, type Inflate } from 'node:zlib';
import type { ZlibMeter, ZlibOutcome } from '@passerby/engine';

/** Makes the audit's meter of Node's own zlib. */
export function createZlibMeter(limitBytes: number): ZlibMeter {
  return new NodeZlibMeter(limitBytes);
}

class NodeZlibMeter implements ZlibMeter {
  readonly #limitBytes: number;
  readonly #inflate: Inflate = createInflate();
  readonly #closed: Promise<unknown>;
  #inflatedBytes = 0;
  #isDamaged = false;
  #isEnded = false;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
    this.#inflate.on('data', (data: Uint8Array) => {
      this.#inflatedBytes += data.length;
      if (this.#inflatedBytes > this.#limitBytes) this.#inflate.destroy();
    });
    this.#inflate.on('end', () => {
      this.#isEnded = true;
    });
    this.#inflate.on('error', () => {
      this.#isDamaged = true;
    });
    this.#closed = once(this.#inflate, 'close').catch(() => undefined);
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#inflate.destroyed || this.#isEnded) return;
    if (!this.#inflate.write(bytes))
      await Promise.race([once(this.#inflate, 'drain').catch(() => undefined), this.#closed]);
  }

  async finish(): Promise<ZlibOutcome> {
    if (!this.#inflate.destroyed) this.#inflate.end();
    await this.#closed;
    return {
      usedBytes: this.#inflate.bytesWritten,
      inflatedBytes: this.#inflatedBytes,
      isDamaged: this.#isDamaged,
    };
  }
}
