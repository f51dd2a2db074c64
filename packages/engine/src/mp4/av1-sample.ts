import { joinBytes, uint8 } from './mp4-box.ts';

/** Types of open bitstream units that a sample in MP4 holds: sequence header, frame header, tile group, frame, redundant header, tile list. */
const keptTypes: ReadonlySet<number> = new Set([1, 3, 4, 6, 7, 8]);
const sequenceHeaderType = 1;

/** The parts of a temporal unit that are pictures and parameters: no delimiters, no metadata, no padding. */
export function cleanAv1Sample(unit: Uint8Array): Uint8Array[] {
  return av1Units(unit)
    .filter((part) => keptTypes.has(part.type))
    .map((part) => part.bytes);
}

/** The av1C record for a stream whose first temporal unit this is. */
export function av1Configuration(firstUnit: Uint8Array): Uint8Array {
  const header = av1Units(firstUnit).find((part) => part.type === sequenceHeaderType);
  if (!header) throw new RangeError('Expected a sequence header in the first AV1 picture, received none.');
  // seq_profile (3), still_picture, reduced_still_picture_header, timing_info_present_flag, initial_display_delay_present_flag,
  // operating_points_cnt_minus_1 (5), operating_point_idc (12), seq_level_idx (5), seq_tier where the level is above 7
  const bits = [...header.payload.subarray(0, 4)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const read = (from: number, count: number): number => Number.parseInt(bits.slice(from, from + count), 2);
  if (read(3, 3) !== 0) throw new RangeError('Expected an AV1 sequence of moving pictures without timing information.');
  const level = read(24, 5);
  const tier = level > 7 ? read(29, 1) : 0;
  const subsampled420 = 0b1100;
  return joinBytes([uint8(0x81, (read(0, 3) << 5) | level, (tier << 7) | subsampled420, 0), header.bytes]);
}

interface Av1Unit {
  readonly type: number;
  readonly bytes: Uint8Array;
  readonly payload: Uint8Array;
}

function av1Units(bytes: Uint8Array): Av1Unit[] {
  const units: Av1Unit[] = [];
  for (let at = 0; at < bytes.length;) {
    const header = bytes[at] ?? 0;
    const hasExtension = (header & 4) !== 0;
    if ((header & 2) === 0) throw new RangeError('Expected AV1 units with their size, received one without.');
    let sizeAt = at + (hasExtension ? 2 : 1);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[sizeAt++] ?? 0;
      size += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    const end = sizeAt + size;
    if (end > bytes.length)
      throw new RangeError(`Expected a unit that ends within ${bytes.length} bytes, received ${end}.`);
    units.push({ type: (header >> 3) & 15, bytes: bytes.subarray(at, end), payload: bytes.subarray(sizeAt, end) });
    at = end;
  }
  return units;
}
