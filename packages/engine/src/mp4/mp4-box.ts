/** Joins pieces into one box of ISO-BMFF: its size, its four-letter type, its content. */
export function mp4Box(type: string, ...content: readonly Uint8Array[]): Uint8Array {
  const size = content.reduce((sum, piece) => sum + piece.length, 8);
  return joinBytes([uint32(size), latin1(type), ...content]);
}

/** A box with a version and flags. */
export function mp4FullBox(
  type: string,
  version: number,
  flags: number,
  ...content: readonly Uint8Array[]
): Uint8Array {
  return mp4Box(type, uint32(version * 2 ** 24 + flags), ...content);
}

/** Pieces one after the other. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Text of characters up to U+00FF, one byte each. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function uint8(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values);
}

export function uint16(...values: readonly number[]): Uint8Array {
  return writeEach(values, 2, (numbers, at, value) => numbers.setUint16(at, value));
}

/** Negative values are written in two's complement. */
export function uint32(...values: readonly number[]): Uint8Array {
  return uint32List(values);
}

/** For long lists: spread arguments overflow the stack. */
export function uint32List(values: readonly number[]): Uint8Array {
  return writeEach(values, 4, (numbers, at, value) => numbers.setUint32(at, value));
}

export function uint64(...values: readonly number[]): Uint8Array {
  return uint64List(values);
}

export function uint64List(values: readonly number[]): Uint8Array {
  return writeEach(values, 8, (numbers, at, value) => numbers.setBigUint64(at, BigInt(value)));
}

function writeEach(
  values: readonly number[],
  bytesEach: number,
  write: (numbers: DataView, at: number, value: number) => void,
): Uint8Array {
  const numbers = new DataView(new ArrayBuffer(values.length * bytesEach));
  const limit = 2 ** (8 * bytesEach);
  for (const [i, value] of values.entries()) {
    // Written so that NaN is refused too; views would wrap it.
    if (!(value < limit && value >= -limit / 2))
      throw new RangeError(`Expected a number of ${bytesEach} bytes, received ${value}.`);
    write(numbers, i * bytesEach, value);
  }
  return new Uint8Array(numbers.buffer);
}
