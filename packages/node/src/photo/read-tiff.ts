/**
 * Whether a TIFF is a camera's raw file (DNG, NEF, CR2, ARW, …), whose first page is a small preview and no photo.
 * Looks at the first directory of classic TIFF.
 */
export function isCameraRaw(bytes: Uint8Array): boolean {
  if (bytes.length < 8) return false;
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = bytes[0] === 0x49;
  // Canon's raw files say "CR" behind the head.
  if (bytes[8] === 0x43 && bytes[9] === 0x52) return true;
  const directory = file.getUint32(4, isLittle);
  if (file.getUint16(2, isLittle) !== 42 || directory + 2 > bytes.length) return false;
  const count = file.getUint16(directory, isLittle);
  for (let i = 0; i < count; i++) {
    const at = directory + 2 + i * 12;
    if (at + 12 > bytes.length) return false;
    const tag = file.getUint16(at, isLittle);
    const isPreview = tag === 254 && (file.getUint32(at + 8, isLittle) & 1) === 1;
    const isDng = tag === 50706;
    if (isPreview || isDng) return true;
  }
  return false;
}
