import { DamagedMediaError, UnsupportedMediaError } from '@passerby/engine';
import { ByteReader, readBoxes, type FileBox } from '../read-boxes.ts';

/** One item of a HEIF file: a coded picture, a picture made from others, or something that is no picture. */
export interface HeifItem {
  readonly id: number;
  /** Four letters: `hvc1`, `av01`, `grid`, `Exif`, … */
  readonly type: string;
  /** Whether the file asks players not to list it. */
  readonly isHidden: boolean;
  /** In the order in which they apply. */
  readonly properties: readonly FileBox[];
  /** Ids of the items that this one is made from, in order. */
  readonly madeFrom: readonly number[];
}

/** The pictures of a HEIF file (HEIC, AVIF): ISO/IEC 23008-12. */
export interface HeifFile {
  readonly primary: HeifItem;
  readonly items: ReadonlyMap<number, HeifItem>;
  /** How many pictures a viewer would list: without tiles, thumbnails, depth maps and gain maps. */
  readonly pictureCount: number;
  /** The item's bytes; joined where the file keeps them in pieces. */
  read(item: HeifItem): Uint8Array;
}

/** Where an item's bytes are. */
interface Location {
  readonly isInside: boolean;
  readonly extents: readonly { readonly offset: number; readonly length: number }[];
}

/** Item types that hold or make a picture. */
const pictureTypes = new Set(['hvc1', 'hev1', 'av01', 'avc1', 'vvc1', 'jpeg', 'j2k1', 'unci', 'grid', 'iden', 'iovl']);

/**
 * Reads the list of items of a HEIF file.
 * @throws UnsupportedMediaError where the file lists no pictures (a film without a still).
 * @throws DamagedMediaError where the list is broken.
 */
export function parseHeif(bytes: Uint8Array): HeifFile {
  const meta = readBoxes(bytes).find((box) => box.type === 'meta');
  if (!meta) throw new UnsupportedMediaError('The HEIF file holds no still picture.');
  const boxes = readBoxes(meta.payload.subarray(4));
  const find = (type: string): Uint8Array => {
    const box = boxes.find((candidate) => candidate.type === type);
    if (!box) throw new DamagedMediaError(`The HEIF file lacks its "${type}" box.`);
    return box.payload;
  };
  const references = readReferences(boxes.find((box) => box.type === 'iref')?.payload);
  const properties = readProperties(find('iprp'));
  const locations = readLocations(find('iloc'));
  const items = new Map<number, HeifItem>();
  for (const entry of readEntries(find('iinf'))) {
    const madeFrom = references.find(({ type, from }) => type === 'dimg' && from === entry.id)?.to ?? [];
    items.set(entry.id, { ...entry, properties: properties.get(entry.id) ?? [], madeFrom });
  }
  const primary = items.get(readPrimaryId(find('pitm')));
  if (!primary) throw new DamagedMediaError('The HEIF file does not hold the picture that it names as its own.');
  // Thumbnails and auxiliary pictures (depth, alpha, gain) point at their owner; tiles are pointed at.
  const sideline = new Set(
    references.flatMap(({ type, from, to }) => (type === 'dimg' ? to : ['thmb', 'auxl'].includes(type) ? [from] : [])),
  );
  const pictures = [...items.values()].filter(
    ({ id, type, isHidden }) => pictureTypes.has(type) && !isHidden && (id === primary.id || !sideline.has(id)),
  );
  const read = (item: HeifItem): Uint8Array => {
    const location = locations.get(item.id);
    if (!location) throw new DamagedMediaError('Part of the picture is missing from the HEIF file.');
    const from = location.isInside ? find('idat') : bytes;
    const pieces = location.extents.map(({ offset, length }) =>
      from.subarray(offset, length === 0 ? undefined : offset + length),
    );
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  };
  return { primary, items, pictureCount: pictures.length, read };
}

function readPrimaryId(payload: Uint8Array): number {
  const reader = new ByteReader(payload);
  const version = reader.uint(1);
  reader.skip(3);
  return reader.uint(version === 0 ? 2 : 4);
}

function readEntries(payload: Uint8Array): Pick<HeifItem, 'id' | 'type' | 'isHidden'>[] {
  const reader = new ByteReader(payload);
  const version = reader.uint(1);
  reader.skip(3 + (version === 0 ? 2 : 4));
  return readBoxes(reader.rest).flatMap((box) => {
    const entry = new ByteReader(box.payload);
    const entryVersion = entry.uint(1);
    const flags = entry.uint(3);
    // Versions 0 and 1 are of files from before pictures.
    if (box.type !== 'infe' || entryVersion < 2) return [];
    const id = entry.uint(entryVersion === 2 ? 2 : 4);
    entry.skip(2);
    return [{ id, type: entry.letters(), isHidden: (flags & 1) === 1 }];
  });
}

function readReferences(payload: Uint8Array | undefined): { type: string; from: number; to: number[] }[] {
  if (!payload) return [];
  const idSize = payload[0] === 0 ? 2 : 4;
  return readBoxes(payload.subarray(4)).map((box) => {
    const reader = new ByteReader(box.payload);
    const from = reader.uint(idSize);
    const count = reader.uint(2);
    return { type: box.type, from, to: Array.from({ length: count }, () => reader.uint(idSize)) };
  });
}

function readProperties(payload: Uint8Array): Map<number, readonly FileBox[]> {
  const boxes = readBoxes(payload);
  const known = readBoxes(boxes.find((box) => box.type === 'ipco')?.payload ?? new Uint8Array());
  const byItem = new Map<number, readonly FileBox[]>();
  for (const box of boxes.filter(({ type }) => type === 'ipma')) {
    const reader = new ByteReader(box.payload);
    const idSize = reader.uint(1) === 0 ? 2 : 4;
    const indexSize = (reader.uint(3) & 1) === 1 ? 2 : 1;
    const itemCount = reader.uint(4);
    for (let item = 0; item < itemCount; item++) {
      const id = reader.uint(idSize);
      const count = reader.uint(1);
      // The highest bit says "essential", the others count from 1; 0 is none.
      const indices = Array.from({ length: count }, () => reader.uint(indexSize) & (indexSize === 2 ? 0x7fff : 0x7f));
      byItem.set(
        id,
        indices.flatMap((index) => known[index - 1] ?? []),
      );
    }
  }
  return byItem;
}

function readLocations(payload: Uint8Array): Map<number, Location> {
  const reader = new ByteReader(payload);
  const version = reader.uint(1);
  reader.skip(3);
  const sizes = reader.uint(2);
  const [offsetSize, lengthSize, baseSize] = [(sizes >> 12) & 15, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  const itemCount = reader.uint(version < 2 ? 2 : 4);
  const locations = new Map<number, Location>();
  for (let item = 0; item < itemCount; item++) {
    const id = reader.uint(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : reader.uint(2) & 15;
    const dataReference = reader.uint(2);
    const base = reader.uint(baseSize);
    const extentCount = reader.uint(2);
    const extents = Array.from({ length: extentCount }, () => {
      reader.skip(indexSize);
      return { offset: base + reader.uint(offsetSize), length: reader.uint(lengthSize) };
    });
    // Bytes of other files and of other items are not followed: reading such an item fails.
    if (method < 2 && dataReference === 0) locations.set(id, { isInside: method === 1, extents });
  }
  return locations;
}
