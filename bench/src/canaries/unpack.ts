import { gunzipSync, inflateRawSync, inflateSync, constants } from 'node:zlib';

/** Most bytes that one packed piece may become. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

/** Beginnings of zlib streams, of gzip files and of files in ZIP archives. */
const ZLIB_SECOND_BYTES = new Set([0x01, 0x5e, 0x9c, 0xda]);
const ZIP_HEADER = Buffer.from('PK\x03\x04', 'latin1');
const ZIP_HEADER_BYTES = 30;

/** Everything in a file that zlib, gzip or ZIP have packed and that unpacks, wherever it is. Pictures (PNG's rows) come with it. */
export function unpackAll(bytes: Buffer): Buffer[] {
  const unpacked: Buffer[] = [];
  for (let at = 0; at + 2 < bytes.length; at += 1) {
    const piece = unpackAt(bytes, at);
    if (piece !== undefined && piece.length > 0) unpacked.push(piece);
  }
  return unpacked;
}

function unpackAt(bytes: Buffer, at: number): Buffer | undefined {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_UNPACKED_BYTES };
  if (bytes[at] === 0x78 && ZLIB_SECOND_BYTES.has(bytes[at + 1]!))
    return attempt(() => inflateSync(bytes.subarray(at), options));
  if (bytes[at] === 0x1f && bytes[at + 1] === 0x8b) return attempt(() => gunzipSync(bytes.subarray(at), options));
  const isZip =
    bytes[at] === 0x50 && at + ZIP_HEADER_BYTES < bytes.length && bytes.subarray(at, at + 4).equals(ZIP_HEADER);
  if (!isZip) return undefined;
  const start = at + ZIP_HEADER_BYTES + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  return attempt(() => inflateRawSync(bytes.subarray(start), options));
}

/** Two bytes that look like a beginning are none most of the time: zlib's refusal is the answer. */
function attempt(unpack: () => Buffer): Buffer | undefined {
  try {
    return unpack();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
