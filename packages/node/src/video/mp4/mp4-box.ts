/** Joins pieces into one box of ISO-BMFF: its size, its four-letter type, its content. */
export function mp4Box(type: string, ...content: readonly Uint8Array[]): Buffer {
  const size = content.reduce((sum, piece) => sum + piece.length, 8);
  return Buffer.concat([uint32(size), Buffer.from(type, 'latin1'), ...content], size);
}

/** A box with a version and flags. */
export function mp4FullBox(type: string, version: number, flags: number, ...content: readonly Uint8Array[]): Buffer {
  return mp4Box(type, uint32(version * 2 ** 24 + flags), ...content);
}

export function uint8(...values: readonly number[]): Buffer {
  return Buffer.from(values);
}

export function uint16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(value, i * 2);
  return bytes;
}

/** Negative values are written in two's complement. */
export function uint32(...values: readonly number[]): Buffer {
  return uint32List(values);
}

/** For long lists: spread arguments overflow the stack. */
export function uint32List(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) {
    if (value < 0) bytes.writeInt32BE(value, i * 4);
    else bytes.writeUInt32BE(value, i * 4);
  }
  return bytes;
}

export function uint64(...values: readonly number[]): Buffer {
  return uint64List(values);
}

export function uint64List(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [i, value] of values.entries()) bytes.writeBigUInt64BE(BigInt(value), i * 8);
  return bytes;
}
