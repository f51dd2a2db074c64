/** What a zlib stream came to. */
export interface ZlibOutcome {
  /** Bytes that the stream took, up to its end. */
  readonly usedBytes: number;
  /** Bytes that it inflated to: more than the limit where there were more, whatever their number. */
  readonly inflatedBytes: number;
  readonly isDamaged: boolean;
}

/** Port: inflates one zlib stream without keeping what comes out, and measures it. Stops as soon as there is more than its limit. */
export interface ZlibMeter {
  /** Takes the next bytes; they may be reused once the promise settles. */
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<ZlibOutcome>;
}

/** Makes a meter for one stream. */
export type CreateZlibMeter = (limitBytes: number) => ZlibMeter;
