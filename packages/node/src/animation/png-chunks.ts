import { crc32 } from 'node:zlib';

/** One chunk of a PNG: four letters and what it holds, a view. */
export interface PngChunk {
  readonly type: string;
  readonly data: Buffer;
  /** Whether the file ends before the chunk does. */
  readonly isCut: boolean;
}

export const pngSignature: Uint8Array = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** The chunks of a PNG file, in order. */
export function readPngChunks(bytes: Uint8Array): readonly PngChunk[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  for (let at = pngSignature.length; at + 8 <= file.length;) {
    const length = file.readUInt32BE(at);
    const data = file.subarray(at + 8, at + 8 + length);
    chunks.push({ type: file.toString('latin1', at + 4, at + 8), data, isCut: at + 12 + length > file.length });
    at += 12 + length;
  }
  return chunks;
}

/** A chunk with length and checksum. */
export function encodePngChunk(type: string, data: Uint8Array): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}
