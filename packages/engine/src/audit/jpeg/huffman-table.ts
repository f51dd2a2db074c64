/** For each 16-bit prefix: code length in the high byte, symbol in the low byte; 0 where no code fits. */
export type HuffmanTable = Uint16Array;

/**
 * Builds the table of one DHT entry.
 * @param counts Number of codes of each length, 1 to 16.
 * @returns undefined where the counts are no prefix code.
 */
export function buildHuffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable | undefined {
  const table = new Uint16Array(1 << 16);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length += 1) {
    for (let i = 0; i < counts[length - 1]!; i += 1) {
      if (code >= 1 << length) return undefined;
      const first = code << (16 - length);
      table.fill((length << 8) | symbols[index]!, first, first + (1 << (16 - length)));
      code += 1;
      index += 1;
    }
    code <<= 1;
  }
  return table;
}
