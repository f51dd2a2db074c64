import type { FileBytes } from '../file-bytes.ts';

/** One element of a Matroska file, before anybody knows what it is. */
export interface Element {
  /** With its length marker, as the specification writes it. */
  readonly id: number;
  /** Where the element, its content and what follows it start. */
  readonly offset: number;
  readonly body: number;
  readonly end: number;
  /** Its end is where its parent ends, or the next element that cannot be in it begins. */
  readonly isOpenEnded: boolean;
}

/** Reads the element at a place; `undefined` where there is none that ends before `end` (RFC 8794). */
export function readElement(file: FileBytes, offset: number, end: number): Element | undefined {
  const idLength = lengthOf(file, offset, end);
  if (idLength === undefined || idLength > 4) return undefined;
  const sizeAt = offset + idLength;
  const sizeLength = lengthOf(file, sizeAt, end);
  if (sizeLength === undefined) return undefined;
  const size = readMarked(file, sizeAt, sizeLength);
  const body = sizeAt + sizeLength;
  const isOpenEnded = size === undefined;
  if (!isOpenEnded && body + size > end) return undefined;
  return { id: file.uint(offset, idLength), offset, body, end: isOpenEnded ? end : body + size, isOpenEnded };
}

/** Reads an unsigned number whose length its first byte tells, without the marker; `undefined` where it does not end before `end`. */
export function readNumber(
  file: FileBytes,
  offset: number,
  end: number,
): { readonly value: number; readonly length: number } | undefined {
  const length = lengthOf(file, offset, end);
  if (length === undefined) return undefined;
  const value = readMarked(file, offset, length);
  return value === undefined ? undefined : { value, length };
}

function lengthOf(file: FileBytes, offset: number, end: number): number | undefined {
  if (offset >= end) return undefined;
  const length = Math.clz32(file.u8(offset)) - 23;
  return length > 8 || offset + length > end ? undefined : length;
}

/** The number without the bit that marks its length; `undefined` where all bits are set, which means unknown. Exact up to 2^53, which no real file exceeds. */
function readMarked(file: FileBytes, offset: number, length: number): number | undefined {
  const marker = 2 ** (8 - length);
  const first = file.u8(offset) - marker;
  const isUnknown = first === marker - 1 && file.view(offset + 1, length - 1).every((byte) => byte === 0xff);
  return isUnknown ? undefined : first * 256 ** (length - 1) + file.uint(offset + 1, length - 1);
}
