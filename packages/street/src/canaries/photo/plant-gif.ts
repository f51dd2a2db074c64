import { insert, join, text } from '../bytes.ts';
import { secretText, type Canary } from '../canary.ts';
import { buildXmp } from './build-xmp.ts';
import type { Planted } from './plant-jpeg.ts';

function subBlocks(bytes: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const block = bytes.subarray(at, at + 255);
    blocks.push(join(Buffer.from([block.length]), block));
  }
  return join(...blocks, Buffer.from([0]));
}

function textCanary(name: string, place: string): Canary {
  return { name, place, needles: [secretText(name)] };
}

/** XMP's trailer, which lets readers that count blocks find the end. */
const MAGIC = Buffer.from([1, ...Array.from({ length: 256 }, (_, i) => 255 - i), 0]);

/** Comments, applications' data, invisible text and a tail in a GIF. */
export function plantGif(gif: Buffer): Planted {
  const flags = gif[10]!;
  const start = 13 + ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1));
  const xmp = join(buildXmp({ creator: secretText('gif-xmp-creator') }), MAGIC);
  const plain = join(
    Buffer.from([0x21, 0x01, 12, 0, 0, 0, 0, 8, 0, 8, 0, 8, 8, 1, 0]),
    subBlocks(text(secretText('gif-plain-text'))),
  );
  const extensions = join(
    plain,
    Buffer.from([0x21, 0xfe]),
    subBlocks(text(secretText('gif-comment'))),
    Buffer.from([0x21, 0xff, 11]),
    text('XMP DataXMP'),
    xmp,
    Buffer.from([0x21, 0xff, 11]),
    text('WRENCAMS1.0'),
    subBlocks(text(secretText('gif-private-application'))),
  );
  return {
    bytes: join(insert(gif, start, extensions), text(secretText('gif-tail'))),
    canaries: [
      textCanary('gif-comment', 'comment'),
      textCanary('gif-xmp-creator', 'XMP creator'),
      textCanary('gif-private-application', 'data of an unknown application'),
      textCanary('gif-plain-text', 'plain text block'),
      textCanary('gif-tail', 'text behind the end of the file'),
    ],
  };
}
