/** Latin-1 text. */
export function text(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}

/** Big-endian 16-bit numbers. */
export function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(value, 2 * i);
  return bytes;
}

/** Big-endian 32-bit numbers; negative ones in two's complement. */
export function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, 4 * i);
  return bytes;
}

/** Little-endian 32-bit number. */
export function u32le(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Joins pieces. */
export function join(...pieces: readonly Uint8Array[]): Buffer {
  return Buffer.concat(pieces);
}

/** `bytes` with `inserted` before the byte at `offset`. */
export function insert(bytes: Buffer, offset: number, inserted: Buffer): Buffer {
  return join(bytes.subarray(0, offset), inserted, bytes.subarray(offset));
}

/** The middle of a piece of data, long enough to be found again by chance in nothing else. */
export function middleOf(bytes: Uint8Array): Buffer {
  const start = Math.max(0, (bytes.length >> 1) - 12);
  return Buffer.from(bytes.subarray(start, start + 24));
}
