/** One chunk of a RIFF file: four letters and what it holds, a view. */
export interface WebpChunk {
  readonly type: string;
  readonly payload: Buffer;
  /** Whether the file ends before the chunk does. */
  readonly isCut: boolean;
}

/** The chunks that follow each other in `bytes`. */
export function readWebpChunks(bytes: Uint8Array): readonly WebpChunk[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: WebpChunk[] = [];
  for (let at = 0; at + 8 <= file.length;) {
    const size = file.readUInt32LE(at + 4);
    const payload = file.subarray(at + 8, at + 8 + size);
    chunks.push({ type: file.toString('latin1', at, at + 4), payload, isCut: payload.length < size });
    at += 8 + size + (size & 1);
  }
  return chunks;
}

/** A chunk with its head and padding. */
export function encodeWebpChunk(type: string, ...payload: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(8);
  const size = payload.reduce((sum, { length }) => sum + length, 0);
  head.write(type, 'latin1');
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, ...payload, new Uint8Array(size & 1)]);
}

/** Flags of the `VP8X` chunk. */
export const webpFlags = { animation: 0x02, alpha: 0x10, icc: 0x20 } as const;

/** The `VP8X` chunk: what a WebP holds besides one plain picture. */
export function encodeVp8x(flags: number, width: number, height: number): Buffer {
  const payload = Buffer.alloc(10);
  payload[0] = flags;
  payload.writeUIntLE(width - 1, 4, 3);
  payload.writeUIntLE(height - 1, 7, 3);
  return encodeWebpChunk('VP8X', payload);
}
