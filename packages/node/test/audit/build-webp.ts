import { hex, text } from './byte-pieces.ts';

function u32le(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** A chunk, padded to an even length. */
export function webpChunk(type: string, body: Buffer): Buffer {
  return Buffer.concat([text(type), u32le(body.length), body, Buffer.alloc(body.length % 2)]);
}

/** The RIFF file around chunks. */
export function buildWebp(...chunks: Buffer[]): Buffer {
  const body = Buffer.concat([text('WEBP'), ...chunks]);
  return Buffer.concat([text('RIFF'), u32le(body.length), body]);
}

/** One pixel, lossy. */
export const WEBP_LOSSY: Buffer = webpChunk(
  'VP8 ',
  hex('30 01 00 9d 01 2a 01 00 01 00 0e c0 fe 25 a4 00 03 70 00 00 00 00'),
);

/** One pixel, lossless. */
export const WEBP_LOSSLESS: Buffer = webpChunk('VP8L', hex('2f 00 00 00 00 45 ff 23 fa 1f'));

/** Canvas of one pixel. `flags`: 0x10 alpha, 0x02 animation, 0x08 EXIF, 0x04 XMP, 0x20 profile. */
export function webpHeader(flags: number): Buffer {
  return webpChunk('VP8X', Buffer.concat([Buffer.from([flags]), hex('000000 000000 000000')]));
}

export const WEBP_ALPHA: Buffer = webpChunk('ALPH', hex('00 ff'));

export const WEBP_ANIMATION: Buffer = webpChunk('ANIM', hex('ffffffff 0000'));

/** A frame of one pixel shown for 40 ms. */
export function webpFrame(...chunks: Buffer[]): Buffer {
  return webpChunk('ANMF', Buffer.concat([hex('000000 000000 000000 000000 280000 00'), ...chunks]));
}
