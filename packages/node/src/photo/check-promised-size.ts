import { DamagedMediaError } from '@passerby/engine';
import type { PictureFormat } from './picture-format.ts';

/** A byte of deflated data holds at most this many bytes of a PNG. */
const bytesPerDeflatedByte = 1032;

/** A byte of a JPEG holds at most eight blocks of 64 pixels; arithmetic coding may say very even ones in less. */
const pixelsPerJpegByte = 8 * 64;

/**
 * Refuses a PNG or JPEG whose head promises far more than its bytes can hold: it is a lie, and would only fill time and memory.
 * @throws DamagedMediaError
 */
export function checkPromisedSize(bytes: Uint8Array, format: PictureFormat): void {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLie =
    (format === 'png' && promisedPngBytes(head) > bytes.length * bytesPerDeflatedByte * 10) ||
    (format === 'jpeg' && promisedJpegPixels(head) > bytes.length * pixelsPerJpegByte * 100);
  if (isLie) throw new DamagedMediaError('The picture is far larger than its data.');
}

function promisedPngBytes(head: DataView): number {
  if (head.byteLength < 29) return 0;
  const channels = { 2: 3, 4: 2, 6: 4 }[head.getUint8(25)] ?? 1;
  return (head.getUint32(16) * head.getUint32(20) * channels * head.getUint8(24)) / 8;
}

/** From the first frame header; 0 where the segments before it are damaged. */
function promisedJpegPixels(head: DataView): number {
  for (let at = 2; at + 9 <= head.byteLength;) {
    if (head.getUint8(at) !== 0xff) return 0;
    const marker = head.getUint8(at + 1);
    // Fill bytes may stand before a marker.
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return head.getUint16(at + 5) * head.getUint16(at + 7);
    } else at += 2 + head.getUint16(at + 2);
  }
  return 0;
}
