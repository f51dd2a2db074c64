import type { Account } from '../account.ts';
import type { FileBytes } from '../file-bytes.ts';

const OBU_METADATA = 5;
const FRAME_OBUS = new Set([3, 6]);

/** Walks the open bitstream units of one AV1 sample, or of the set-up in `av1C`. Its bytes are booked by the caller. */
export function walkObus(file: FileBytes, account: Account, offset: number, length: number, isSetUp = false): void {
  const end = offset + length;
  let position = offset;
  let frames = 0;
  while (position < end) {
    const unit = readUnit(file, position, end);
    if (unit === undefined) {
      account.report({
        offset: position,
        length: end - position,
        kind: 'unaccounted',
        rule: 'mp4/obu',
        text: 'A coded frame is followed by bytes that are no part of it.',
      });
      return;
    }
    const isListed = (!isSetUp || unit.type === 1) && account.allow(`obu/${unit.type}`, position, 0);
    if (!isListed) {
      account.report({
        offset: position,
        length: unit.end - position,
        kind: unit.type === OBU_METADATA ? 'sei' : 'unaccounted',
        rule: 'mp4/obu/not-listed',
        text:
          unit.type === OBU_METADATA
            ? 'The stream carries metadata units, which can hold any text.'
            : `The stream carries units of a kind that is not listed (${unit.type}).`,
      });
    }
    if (FRAME_OBUS.has(unit.type)) frames += 1;
    position = unit.end;
  }
  if (frames === 0 && !isSetUp)
    account.report({ offset, length: 0, kind: 'hidden-frames', rule: 'mp4/obu', text: 'A sample holds no frame.' });
}

function readUnit(
  file: FileBytes,
  position: number,
  end: number,
): { readonly type: number; readonly end: number } | undefined {
  const header = file.u8(position);
  if ((header & 0x81) !== 0) return undefined;
  const type = (header >> 3) & 15;
  const body = position + ((header & 4) === 0 ? 1 : 2);
  if ((header & 2) === 0) return body > end ? undefined : { type, end };
  let size = 0;
  for (let i = 0; i < 8; i += 1) {
    if (body + i >= end) return undefined;
    const byte = file.u8(body + i);
    size += (byte & 0x7f) * 2 ** (7 * i);
    if ((byte & 0x80) !== 0) continue;
    const unitEnd = body + i + 1 + size;
    return unitEnd > end ? undefined : { type, end: unitEnd };
  }
  return undefined;
}
