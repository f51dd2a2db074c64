import { join, text, u16, u32 } from '../bytes.ts';
import { box, fullBox } from './build-mp4.ts';

/** QuickTime's international text: `©nam` and the like in `udta`. */
export function internationalText(type: string, value: string): Buffer {
  return box(type, u16(value.length, 0x55c4), text(value));
}

/** 3GPP text: `titl`, `auth`, `cprt` and the like in `udta`. */
export function threeGppText(type: string, value: string): Buffer {
  return fullBox(type, 0, 0, u16(0x55c4), text(`${value}\0`));
}

function fixed(value: number): number {
  return Math.round(value * 65536);
}

/** 3GPP place (`loci`). */
export function threeGppPlace(
  name: string,
  { latitude, longitude }: { readonly latitude: number; readonly longitude: number },
): Buffer {
  return fullBox(
    'loci',
    0,
    0,
    u16(0x55c4),
    text(`${name}\0`),
    Buffer.from([0]),
    u32(fixed(longitude), fixed(latitude), 0),
    text('earth\0\0'),
  );
}

function isPicture(value: string | Buffer): value is Buffer {
  return typeof value !== 'string';
}

/** iTunes' list of items: text, or a picture for `covr`. */
export function itemList(items: Readonly<Record<string, string | Buffer>>): Buffer {
  const entries = Object.entries(items).map(([type, value]) =>
    box(type, box('data', u32(isPicture(value) ? 13 : 1, 0), isPicture(value) ? value : text(value))),
  );
  return metaBox('mdir', box('ilst', ...entries));
}

/** Apple's keyed metadata. */
export function keyedMetadata(items: Readonly<Record<string, string>>): Buffer {
  const names = Object.keys(items);
  const keys = fullBox(
    'keys',
    0,
    0,
    u32(names.length),
    ...names.map((name) => join(u32(name.length + 8), text(`mdta${name}`))),
  );
  const values = names.map((name, i) =>
    join(u32(items[name]!.length + 24, i + 1), box('data', u32(1, 0), text(items[name]!))),
  );
  return box('meta', fullBox('hdlr', 0, 0, u32(0), text('mdta'), Buffer.alloc(13)), keys, box('ilst', ...values));
}

function metaBox(handler: string, content: Buffer): Buffer {
  return fullBox('meta', 0, 0, fullBox('hdlr', 0, 0, u32(0), text(`${handler}appl`), Buffer.alloc(9)), content);
}

/** Nero's chapters. */
export function neroChapters(title: string): Buffer {
  return fullBox('chpl', 1, 0, u32(0), Buffer.from([1]), u32(0, 0), Buffer.from([title.length]), text(title));
}

/** Private data under a number of 16 bytes (32 hexadecimal digits). */
export function privateBox(uuid: string, content: Buffer): Buffer {
  return box('uuid', Buffer.from(uuid, 'hex'), content);
}
