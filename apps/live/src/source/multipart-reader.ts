import { SourceError } from './source-error.ts';

const maxPartBytes = 16 * 1024 * 1024;
const headerEnd = Buffer.from('\r\n\r\n');

/** Takes a `multipart/x-mixed-replace` stream apart. Holds one part at most. */
export class MultipartReader {
  readonly #delimiter: Buffer;
  #rest: Buffer = Buffer.alloc(0);

  constructor(boundary: string) {
    // Some cameras name their boundary with the dashes that stand before it.
    this.#delimiter = Buffer.from(`--${boundary.replace(/^--/, '')}`);
  }

  /** Gives the bodies of the parts that became whole. @throws SourceError */
  *read(bytes: Buffer): Generator<Buffer, void, undefined> {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    if (this.#rest.byteLength > 2 * maxPartBytes) throw new SourceError('The camera sends a picture without end.');
    for (;;) {
      const part = this.#next();
      if (!part) return;
      yield part;
    }
  }

  #next(): Buffer | undefined {
    const start = this.#rest.indexOf(this.#delimiter);
    const headers = start < 0 ? -1 : this.#rest.indexOf(headerEnd, start);
    if (headers < 0) return undefined;
    const body = headers + headerEnd.byteLength;
    const length = /content-length:\s*(\d+)/i.exec(this.#rest.toString('latin1', start, headers))?.[1];
    const end = length === undefined ? this.#rest.indexOf(this.#delimiter, body) : body + Number(length);
    if (end < 0 || end > this.#rest.byteLength) return undefined;
    const part = Buffer.from(this.#rest.subarray(body, end));
    this.#rest = this.#rest.subarray(end);
    return part;
  }
}
