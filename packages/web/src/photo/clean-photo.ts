import { joinBytes } from '@passerby/engine';

/** What of a canvas's picture goes into an output: browsers put a header and a colour profile of their own beside it. All else is left out. */
const keptPngChunks: ReadonlySet<string> = new Set(['IHDR', 'IDAT', 'IEND']);
const keptWebpChunks: ReadonlySet<string> = new Set(['ALPH', 'VP8 ', 'VP8L']);
/** Tables, frame header, restart interval; the scan ends the list. */
const keptJpegMarkers: ReadonlySet<number> = new Set([0xc0, 0xc2, 0xc4, 0xdb, 0xdd]);
const startOfScan = 0xda;

/**
 * Builds a picture anew from the parts that show it, in order.
 * @throws RangeError where the browser's own encoder wrote something malformed.
 */
export function cleanPhoto(bytes: Uint8Array, format: 'jpeg' | 'png' | 'webp'): Uint8Array {
  if (format === 'png') return joinBytes([bytes.subarray(0, 8), ...pngChunks(bytes)]);
  return format === 'jpeg' ? joinBytes([...jpegSegments(bytes)]) : joinWebp(webpChunks(bytes));
}

function* pngChunks(bytes: Uint8Array): Generator<Uint8Array> {
  const numbers = viewOf(bytes);
  for (let at = 8; at < bytes.length;) {
    const end = at + 12 + numbers.getUint32(at);
    if (keptPngChunks.has(letters(bytes, at + 4))) yield part(bytes, at, end);
    at = end;
  }
}

/** From the first scan on everything belongs to the picture. */
function* jpegSegments(bytes: Uint8Array): Generator<Uint8Array> {
  const numbers = viewOf(bytes);
  yield bytes.subarray(0, 2);
  for (let at = 2; ;) {
    const marker = numbers.getUint8(at + 1);
    if (marker === startOfScan) return yield bytes.subarray(at);
    const end = at + 2 + numbers.getUint16(at + 2);
    if (keptJpegMarkers.has(marker)) yield part(bytes, at, end);
    at = end;
  }
}

function webpChunks(bytes: Uint8Array): { readonly header: Uint8Array | undefined; readonly chunks: Uint8Array[] } {
  const numbers = viewOf(bytes);
  const chunks: Uint8Array[] = [];
  let header: Uint8Array | undefined;
  for (let at = 12; at < bytes.length;) {
    const size = numbers.getUint32(at + 4, true);
    const end = at + 8 + size + (size & 1);
    const type = letters(bytes, at);
    if (type === 'VP8X') header = part(bytes, at, end);
    if (keptWebpChunks.has(type)) chunks.push(part(bytes, at, end));
    at = end;
  }
  return { header, chunks };
}

/** Without transparency no extended header is needed. */
function joinWebp({ header, chunks }: ReturnType<typeof webpChunks>): Uint8Array {
  const hasAlpha = chunks.some((chunk) => letters(chunk, 0) === 'ALPH');
  const extended = hasAlpha && header ? [Uint8Array.from(header)] : [];
  const alphaFlag = 0x10;
  for (const copy of extended) copy[8] = alphaFlag;
  const body = joinBytes([...extended, ...chunks]);
  const riff = new Uint8Array(12);
  riff.set(Uint8Array.from('RIFF....WEBP', (letter) => letter.charCodeAt(0)));
  viewOf(riff).setUint32(4, body.length + 4, true);
  return joinBytes([riff, body]);
}

function part(bytes: Uint8Array, from: number, end: number): Uint8Array {
  if (end > bytes.length)
    throw new RangeError(`Expected a part that ends within ${bytes.length} bytes, received ${end}.`);
  return bytes.subarray(from, end);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function letters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
