/** All ways in which a needle may be written in a file. Text: Latin-1, UTF-16 both ways, hexadecimal, base64; bytes: as they are and as base64. */
export function spellNeedle(needle: string | Uint8Array): Buffer[] {
  const bytes = typeof needle === 'string' ? Buffer.from(needle, 'latin1') : Buffer.from(needle);
  if (typeof needle !== 'string') return [bytes, ...spellBase64(bytes)];
  const utf16 = Buffer.from(needle, 'utf16le');
  const hex = bytes.toString('hex');
  return [
    bytes,
    utf16,
    Buffer.from(utf16).swap16(),
    Buffer.from(hex),
    Buffer.from(hex.toUpperCase()),
    ...spellBase64(bytes),
  ];
}

/** What base64 makes of the bytes wherever they start in a group of three: only the letters that depend on nothing before or after them. */
function spellBase64(bytes: Buffer): Buffer[] {
  return [0, 1, 2].map((lead) => {
    const whole = Buffer.concat([Buffer.alloc(lead), bytes]);
    const letters = whole.subarray(0, whole.length - (whole.length % 3)).toString('base64');
    return Buffer.from(letters.slice(lead === 0 ? 0 : 4));
  });
}
