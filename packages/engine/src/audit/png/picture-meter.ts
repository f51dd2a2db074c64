import type { CreateZlibMeter, ZlibMeter } from './zlib-meter.ts';

/** How the coded picture compared with what was expected of it. */
export interface PictureOutcome {
  /** Bytes after the end of the stream, and where they start in the file. */
  readonly unusedBytes: number;
  readonly unusedOffset: number;
  readonly isDamaged: boolean;
  readonly isShort: boolean;
  /** It inflates to more bytes than expected. */
  readonly hasMore: boolean;
}

/** Inflates a picture that lies in pieces in a file, and measures where it ends. */
export class PictureMeter {
  readonly #expectedBytes: number;
  readonly #meter: ZlibMeter;
  #fedBytes = 0;
  /** Where in the file each piece came from, as [stream position, file offset]. */
  readonly #pieces: (readonly [number, number])[] = [];

  constructor(expectedBytes: number, createMeter: CreateZlibMeter) {
    this.#expectedBytes = expectedBytes;
    this.#meter = createMeter(expectedBytes);
  }

  /** Takes the next bytes, which came from `fileOffset`. */
  async write(bytes: Uint8Array, fileOffset: number): Promise<void> {
    const last = this.#pieces.at(-1);
    if (last === undefined || fileOffset - last[1] !== this.#fedBytes - last[0])
      this.#pieces.push([this.#fedBytes, fileOffset]);
    this.#fedBytes += bytes.length;
    await this.#meter.write(bytes);
  }

  /** Ends the stream. */
  async finish(): Promise<PictureOutcome> {
    const { usedBytes, inflatedBytes, isDamaged } = await this.#meter.finish();
    const piece = this.#pieces.findLast(([start]) => start <= usedBytes) ?? [0, 0];
    const hasMore = inflatedBytes > this.#expectedBytes;
    return {
      unusedBytes: isDamaged || hasMore ? 0 : this.#fedBytes - usedBytes,
      unusedOffset: piece[1] + usedBytes - piece[0],
      isDamaged,
      isShort: !isDamaged && inflatedBytes < this.#expectedBytes,
      hasMore,
    };
  }
}
