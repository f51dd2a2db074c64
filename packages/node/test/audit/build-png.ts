import { crc32, deflateSync } from 'node:zlib';
import { hex, text, u32 } from './byte-pieces.ts';

export const PNG_SIGNATURE: Buffer = hex('89504e470d0a1a0a');

/** A chunk with its length and checksum. */
export function pngChunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([text(type), body]);
  return Buffer.concat([u32(body.length), typed, u32(crc32(typed))]);
}

/** Four RGB pixels in two rows, deflated. */
export const PNG_DATA: Buffer = deflateSync(hex('00 010203 040506 00 070809 0a0b0c'));

/** IHDR of two by two RGB pixels of 8 bits. */
export const PNG_HEADER: Buffer = hex('00000002 00000002 08 02 00 00 00');

/** A picture of two by two pixels. `before` goes before the data, `after` after it. */
export function buildPng(
  options: { header?: Buffer; data?: Buffer; before?: Buffer; after?: Buffer; tail?: Buffer } = {},
): Buffer {
  const { header = PNG_HEADER, data = PNG_DATA, before, after, tail } = options;
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    pngChunk('pHYs', hex('000003e8 000003e8 01')),
    before ?? Buffer.alloc(0),
    pngChunk('IDAT', data),
    after ?? Buffer.alloc(0),
    pngChunk('IEND', Buffer.alloc(0)),
    tail ?? Buffer.alloc(0),
  ]);
}
