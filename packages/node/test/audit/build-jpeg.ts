import { hex, u16 } from './byte-pieces.ts';

/** A segment with its length. */
export function jpegSegment(marker: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff, marker]), u16(body.length + 2), body]);
}

/** The pieces of a grey picture of 8 x 8 pixels, in order. */
export interface JpegPieces {
  start: Buffer;
  quantisation: Buffer;
  frame: Buffer;
  huffman: Buffer;
  restart: Buffer;
  scan: Buffer;
  data: Buffer;
  end: Buffer;
}

/** One block whose DC difference is 0 and whose AC part is empty: the bits 0 and 0, padded with ones. */
export function jpegPieces(): JpegPieces {
  const oneCode = Buffer.concat([hex('01 00000000 00000000 00000000 000000'), hex('00')]);
  return {
    start: hex('ffd8'),
    quantisation: jpegSegment(0xdb, Buffer.concat([hex('00'), Buffer.alloc(64, 1)])),
    frame: jpegSegment(0xc0, hex('08 0008 0008 01 01 11 00')),
    huffman: jpegSegment(0xc4, Buffer.concat([hex('00'), oneCode, hex('10'), oneCode])),
    restart: Buffer.alloc(0),
    scan: jpegSegment(0xda, hex('01 01 00 00 3f 00')),
    data: hex('3f'),
    end: hex('ffd9'),
  };
}

/** Two blocks beside each other with a restart marker between them. */
export function jpegPiecesWithRestart(): JpegPieces {
  return {
    ...jpegPieces(),
    frame: jpegSegment(0xc0, hex('08 0008 0010 01 01 11 00')),
    restart: jpegSegment(0xdd, u16(1)),
    data: hex('3f ffd0 3f'),
  };
}

/** Puts the pieces together, some of them replaced. */
export function buildJpeg(changes: Partial<JpegPieces> = {}, pieces: JpegPieces = jpegPieces()): Buffer {
  const all = { ...pieces, ...changes };
  return Buffer.concat([all.start, all.quantisation, all.frame, all.huffman, all.restart, all.scan, all.data, all.end]);
}
