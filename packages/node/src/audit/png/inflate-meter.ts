import { once } from 'node:events';
import { createInflate, type Inflate } from 'node:zlib';

/** How a zlib stream compared with what was expected of it. */
export interface InflateOutcome {
  /** Bytes after the end of the stream, and where they start in the file. */
  readonly unusedBytes: number;
  readonly unusedOffset: number;
  readonly isDamaged: boolean;
  readonly isShort: boolean;
  /** It inflates to more bytes than expected. */
  readonly hasMore: boolean;
}

/** Inflates a stream without keeping it, and measures where it ends. Stops as soon as there is more than expected. */
export class InflateMeter {
  readonly #expectedBytes: number;
  readonly #inflate: Inflate = createInflate();
  readonly #closed: Promise<unknown>;
  #inflatedBytes = 0;
  #fedBytes = 0;
  #isDamaged = false;
  #isEnded = false;
  /** Where in the file each piece came from, as [stream position, file offset]. */
  readonly #pieces: (readonly [number, number])[] = [];

  constructor(expectedBytes: number) {
    this.#expectedBytes = expectedBytes;
    this.#inflate.on('data', (data: Buffer) => {
      this.#inflatedBytes += data.length;
      if (this.#inflatedBytes > this.#expectedBytes) this.#inflate.destroy();
    });
    this.#inflate.on('end', () => {
      this.#isEnded = true;
    });
    this.#inflate.on('error', () => {
      this.#isDamaged = true;
    });
    this.#closed = once(this.#inflate, 'close').catch(() => undefined);
  }

  /** Takes the next bytes, which came from `fileOffset`. */
  async write(bytes: Buffer, fileOffset: number): Promise<void> {
    const last = this.#pieces.at(-1);
    if (last === undefined || fileOffset - last[1] !== this.#fedBytes - last[0])
      this.#pieces.push([this.#fedBytes, fileOffset]);
    this.#fedBytes += bytes.length;
    if (this.#inflate.destroyed || this.#isEnded) return;
    if (!this.#inflate.write(bytes))
      await Promise.race([once(this.#inflate, 'drain').catch(() => undefined), this.#closed]);
  }

  /** Ends the stream. */
  async finish(): Promise<InflateOutcome> {
    if (!this.#inflate.destroyed) this.#inflate.end();
    await this.#closed;
    const used = this.#inflate.bytesWritten;
    const piece = this.#pieces.findLast(([start]) => start <= used) ?? [0, 0];
    const hasMore = this.#inflatedBytes > this.#expectedBytes;
    return {
      unusedBytes: this.#isDamaged || hasMore ? 0 : this.#fedBytes - used,
      unusedOffset: piece[1] + used - piece[0],
      isDamaged: this.#isDamaged,
      isShort: !this.#isDamaged && this.#inflatedBytes < this.#expectedBytes,
      hasMore,
    };
  }
}
