import type { FileBytes } from '../file-bytes.ts';

/** Header of one box. */
export interface Box {
  /** Four characters. */
  readonly type: string;
  readonly offset: number;
  /** First byte after type and size. */
  readonly body: number;
  /** First byte after the box. */
  readonly end: number;
}

/** @returns undefined where no box fits between `offset` and `end`. */
export function readBox(file: FileBytes, offset: number, end: number): Box | undefined {
  if (offset + 8 > end || !file.has(offset, 8)) return undefined;
  const size = file.u32(offset);
  const type = file.latin1(offset + 4, 4);
  if (size === 1) {
    if (offset + 16 > end) return undefined;
    const large = file.u64(offset + 8);
    return large < 16 || offset + large > end ? undefined : { type, offset, body: offset + 16, end: offset + large };
  }
  if (size === 0) return { type, offset, body: offset + 8, end };
  return size < 8 || offset + size > end ? undefined : { type, offset, body: offset + 8, end: offset + size };
}

/** Printable name of a box type. */
export function printableType(type: string): string {
  return type.replaceAll(/[^ -~]/g, '?');
}

/** Boxes between two places, up to what is no box. */
export function* plainBoxes(file: FileBytes, start: number, end: number): Generator<Box> {
  let position = start;
  for (let box = readBox(file, position, end); box !== undefined; box = readBox(file, position, end)) {
    yield box;
    position = box.end;
  }
}
