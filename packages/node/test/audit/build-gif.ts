import { hex, text } from './byte-pieces.ts';

/** The pieces of an animated GIF of one pixel, in order. */
export interface GifPieces {
  header: Buffer;
  colors: Buffer;
  loop: Buffer;
  control: Buffer;
  image: Buffer;
  data: Buffer;
  trailer: Buffer;
}

/** Codes of three bits: clear, pixel 0, end. */
const DATA = hex('02 02 4401 00');

export function gifPieces(): GifPieces {
  return {
    header: Buffer.concat([text('GIF89a'), hex('0100 0100 80 00 00')]),
    colors: hex('000000 ffffff'),
    loop: Buffer.concat([hex('21ff0b'), text('NETSCAPE2.0'), hex('03 01 0000 00')]),
    control: hex('21f904 00 0400 00 00'),
    image: hex('2c 0000 0000 0100 0100 00'),
    data: DATA,
    trailer: hex('3b'),
  };
}

/** Puts the pieces together, some of them replaced. */
export function buildGif(changes: Partial<GifPieces> = {}): Buffer {
  const all = { ...gifPieces(), ...changes };
  return Buffer.concat([all.header, all.colors, all.loop, all.control, all.image, all.data, all.trailer]);
}
