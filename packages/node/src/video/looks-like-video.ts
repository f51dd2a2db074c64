/** Types of the boxes that an MP4 or QuickTime file may begin with. */
const leadingBoxes = ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot', 'styp'];

/** How many of a file's first bytes {@link looksLikeVideo} wants. */
export const signatureBytes = 1024;

/** Whether a file begins like a container of moving pictures or sound, however damaged the rest may be. */
export function looksLikeVideo(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const text = (from: number, to: number): string => bytes.toString('latin1', from, to);
  return (
    leadingBoxes.includes(text(4, 8)) ||
    text(0, 4) === '\x1aE\xdf\xa3' || // Matroska, WebM
    (text(0, 4) === 'RIFF' && text(8, 11) === 'AVI') ||
    text(0, 3) === 'FLV' ||
    text(0, 4) === '\x30\x26\xb2\x75' || // ASF, WMV
    text(0, 4) === 'OggS' ||
    text(0, 4) === '\0\0\x01\xba' || // MPEG program stream
    text(0, 4) === '\0\0\x01\xb3' || // MPEG video
    text(0, 4) === '\x06\x0e\x2b\x34' || // MXF
    isTransportStream(bytes)
  );
}

/** Packets of 188 bytes begin with 0x47; recorders put 4 bytes of time before or 16 of correction after each. */
function isTransportStream(bytes: Buffer): boolean {
  const sync = 0x47;
  return [
    { first: 0, step: 188 },
    { first: 4, step: 192 },
    { first: 0, step: 204 },
  ].some(({ first, step }) => [0, 1, 2, 3].every((packet) => bytes[first + packet * step] === sync));
}
