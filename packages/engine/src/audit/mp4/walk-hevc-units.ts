import type { Account } from '../account.ts';
import type { FileBytes } from '../file-bytes.ts';

const LAST_SLICE = 31;
const FIRST_PARAMETER_SET = 32;
const LAST_PARAMETER_SET = 34;
const DELIMITER = 35;
const SEI_BEFORE = 39;
const SEI_AFTER = 40;
/** Dolby Vision puts its numbers for the display here. */
const DISPLAY_NUMBERS = 62;

/** SEI messages that say nothing but how to decode or show: buffering, timing, recovery point, checksums, mastering display and the like. */
const TECHNICAL_SEI = new Set([0, 1, 6, 129, 130, 131, 132, 133, 136, 137, 144, 147]);

/** Walks the NAL units of one H.265 sample, of other tools' files: ours have none. Its bytes are booked by the caller. */
export function walkHevcUnits(
  file: FileBytes,
  account: Account,
  lengthBytes: number,
  offset: number,
  length: number,
): void {
  const end = offset + length;
  for (let position = offset; position < end;) {
    const header = position + lengthBytes;
    const size = header + 2 <= end ? file.uint(position, lengthBytes) : 0;
    if (size < 2 || header + size > end) {
      const text = 'A coded frame is followed by bytes that are no part of it.';
      account.report({ offset: position, length: end - position, kind: 'unaccounted', rule: 'mp4/nal', text });
      return;
    }
    reportUnit(file, account, (file.u8(header) >> 1) & 63, header, size);
    position = header + size;
  }
}

function reportUnit(file: FileBytes, account: Account, type: number, offset: number, length: number): void {
  const rule = 'mp4/nal/not-listed';
  if (type <= LAST_SLICE || (type >= FIRST_PARAMETER_SET && type <= LAST_PARAMETER_SET)) return;
  if (type === SEI_BEFORE || type === SEI_AFTER) {
    const isTechnical = length > 2 && TECHNICAL_SEI.has(file.u8(offset + 2));
    const what = isTechnical
      ? 'supplemental information about decoding'
      : 'supplemental information (SEI), which can hold any text';
    account.report({
      offset,
      length,
      kind: 'sei',
      rule,
      severity: isTechnical ? 'notice' : 'leak',
      text: `The stream carries ${what}.`,
    });
  } else if (type === DELIMITER || type === DISPLAY_NUMBERS) {
    account.report({
      offset,
      length,
      kind: 'not-listed',
      rule,
      severity: 'notice',
      text: 'The stream carries units that show no picture.',
    });
  } else
    account.report({
      offset,
      length,
      kind: 'unaccounted',
      rule,
      text: `The stream carries units of a kind that is not listed (${type}).`,
    });
}
