/** One RTSP request or response. */
export interface RtspMessage {
  readonly kind: 'message';
  /** The request's or status line. */
  readonly startLine: string;
  /** By name in lower case; of several with one name all values, in order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
}

/** A packet of a channel, between messages on the same connection. */
export interface InterleavedPacket {
  readonly kind: 'packet';
  readonly channel: number;
  /** Borrowed: a view of what was read. */
  readonly data: Buffer;
}

/** The peer sent what no RTSP peer may send, or too much of it: the connection is of no use any more. */
export class RtspSyntaxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RtspSyntaxError';
  }
}

const maxHeaderBytes = 16 * 1024;
const maxHeaders = 100;
const maxBodyBytes = 64 * 1024;
const dollar = 0x24;
const headerEnd = Buffer.from('\r\n\r\n');

/** Takes the bytes of one RTSP connection apart: messages and interleaved packets, in any mixture. Holds one unfinished piece at most. */
export class RtspParser {
  #rest: Buffer = Buffer.alloc(0);

  /** Bytes of a piece that has not come whole. */
  get waitingBytes(): number {
    return this.#rest.byteLength;
  }

  /** Gives what became whole with these bytes. @throws RtspSyntaxError */
  *parse(bytes: Buffer): Generator<RtspMessage | InterleavedPacket, void, undefined> {
    this.#rest = this.#rest.byteLength === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (;;) {
      const piece = this.#next();
      if (!piece) return;
      yield piece;
    }
  }

  #next(): RtspMessage | InterleavedPacket | undefined {
    // Some peers put empty lines between messages.
    while (this.#rest[0] === 0x0d || this.#rest[0] === 0x0a) this.#rest = this.#rest.subarray(1);
    if (this.#rest[0] === dollar) return this.#nextPacket();
    return this.#rest.byteLength === 0 ? undefined : this.#nextMessage();
  }

  #nextPacket(): InterleavedPacket | undefined {
    if (this.#rest.byteLength < 4) return undefined;
    const length = this.#rest.readUInt16BE(2);
    if (this.#rest.byteLength < 4 + length) return undefined;
    const channel = this.#rest.readUInt8(1);
    const data = this.#rest.subarray(4, 4 + length);
    this.#rest = this.#rest.subarray(4 + length);
    return { kind: 'packet', channel, data };
  }

  #nextMessage(): RtspMessage | undefined {
    const end = this.#rest.indexOf(headerEnd);
    if (end < 0 ? this.#rest.byteLength > maxHeaderBytes : end > maxHeaderBytes) {
      throw new RtspSyntaxError(`Expected RTSP headers of at most ${maxHeaderBytes} bytes, received more.`);
    }
    if (end < 0) return undefined;
    const [startLine = '', ...lines] = this.#rest.toString('latin1', 0, end).split('\r\n');
    if (!/ RTSP\/1\.\d$|^RTSP\/1\.\d \d{3}/.test(startLine)) {
      throw new RtspSyntaxError('Expected an RTSP message, received something else.');
    }
    const headers = readHeaders(lines);
    const length = Number(headers.get('content-length')?.[0] ?? 0);
    if (!(Number.isInteger(length) && length >= 0 && length <= maxBodyBytes)) {
      throw new RtspSyntaxError(`Expected an RTSP body of at most ${maxBodyBytes} bytes, received more.`);
    }
    const start = end + headerEnd.byteLength;
    if (this.#rest.byteLength < start + length) return undefined;
    const body = this.#rest.subarray(start, start + length);
    this.#rest = this.#rest.subarray(start + length);
    return { kind: 'message', startLine, headers, body };
  }
}

function readHeaders(lines: readonly string[]): Map<string, string[]> {
  if (lines.length > maxHeaders) throw new RtspSyntaxError(`Expected at most ${maxHeaders} headers, received more.`);
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new RtspSyntaxError('Expected an RTSP header, received a line without a colon.');
    const name = line.slice(0, colon).trim().toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return headers;
}
