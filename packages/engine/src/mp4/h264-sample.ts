/** Supplemental information: x264's banner with its settings, captions, times. Nothing in it is needed to show the picture. */
const supplemental = 6;
const accessUnitDelimiter = 9;
const fillerData = 12;

/** The parts of a sample (units with four bytes of length before each) that are pictures and parameters. */
export function cleanH264Sample(sample: Uint8Array): Uint8Array[] {
  const kept: Uint8Array[] = [];
  for (let at = 0; at + 4 < sample.length;) {
    const end = at + 4 + readUint32(sample, at);
    if (end > sample.length)
      throw new RangeError(`Expected a unit that ends within ${sample.length} bytes, received ${end}.`);
    const type = (sample[at + 4] ?? 0) & 31;
    if (type !== supplemental && type !== accessUnitDelimiter && type !== fillerData)
      kept.push(sample.subarray(at, end));
    at = end;
  }
  return kept;
}

function readUint32(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 2 ** 24 + ((bytes[at + 1] ?? 0) << 16) + ((bytes[at + 2] ?? 0) << 8) + (bytes[at + 3] ?? 0);
}
