import type { Account } from '../account.ts';
import type { FileBytes } from '../file-bytes.ts';
import { readPictureParameters, readSequenceParameters } from './parameter-sets.ts';
import type { Track } from './track.ts';

/** Largest parameter set that is read. Real ones have a few dozen bytes. */
const MAX_PARAMETER_SET_BYTES = 4096;

/** SEI messages that say nothing but how to decode: buffering, picture timing, recovery point, frame packing and the like. */
const TECHNICAL_SEI = new Set([0, 1, 6, 7, 10, 19, 21, 45, 47, 137, 144]);

/** Walks the NAL units of one H.264 sample. Its bytes are booked by the caller. */
export function walkNalUnits(file: FileBytes, account: Account, track: Track, offset: number, length: number): void {
  let pictures = 0;
  let position = offset;
  const end = offset + length;
  while (position < end) {
    const header = position + track.nalLengthBytes;
    const size = header < end ? readLength(file, position, track.nalLengthBytes) : 0;
    if (size === 0 || header + size > end) {
      account.report({
        offset: position,
        length: end - position,
        kind: 'unaccounted',
        rule: 'mp4/nal',
        text: 'A coded frame is followed by bytes that are no part of it.',
      });
      return;
    }
    const type = file.u8(header) & 31;
    if (type === 7 || type === 8) walkParameterSet(file, account, track, header, size);
    else if (type === 1 || type === 5) {
      if (size > 1 && (file.u8(header + 1) & 0x80) !== 0) pictures += 1;
      account.allow(`nal/${type}`, header, 0, { trailingBits: file.u8(header + size - 1) === 0 ? 8 : 0 });
    } else reportUnit(file, account, type, header, size);
    position = header + size;
  }
  if (pictures === 0)
    account.report({ offset, length: 0, kind: 'hidden-frames', rule: 'mp4/nal', text: 'A sample holds no frame.' });
  if (pictures > 1 && track.hasFramesOnly)
    account.report({
      offset,
      length,
      kind: 'hidden-frames',
      rule: 'mp4/nal',
      text: 'A sample holds more than one frame.',
    });
}

/** Checks one parameter set, in a sample or in `avcC`. */
export function walkParameterSet(file: FileBytes, account: Account, track: Track, offset: number, size: number): void {
  const type = file.u8(offset) & 31;
  const rule = `mp4/nal/${type}`;
  if (size > MAX_PARAMETER_SET_BYTES) {
    account.report({
      offset,
      length: size,
      kind: 'unaccounted',
      rule,
      text: 'A parameter set is too large to be one.',
    });
    return;
  }
  const unit = file.view(offset + 1, size - 1);
  if (type === 7) {
    const { hasFramesOnly, trailingBits, chromaFormat } = readSequenceParameters(unit);
    track.hasFramesOnly = hasFramesOnly;
    track.chromaFormat = chromaFormat;
    account.allow('nal/7', offset, size, { trailingBits });
  } else if (type === 8) {
    const { trailingBits, hasRedundantPictures } = readPictureParameters(unit, track.chromaFormat);
    account.allow('nal/8', offset, size, { trailingBits });
    if (hasRedundantPictures)
      account.report({
        offset,
        length: size,
        kind: 'hidden-frames',
        rule,
        text: 'The stream may hold redundant pictures that no player shows.',
      });
  } else reportUnit(file, account, type, offset, size);
}

function readLength(file: FileBytes, position: number, bytes: number): number {
  return file.uint(position, bytes);
}

function reportUnit(file: FileBytes, account: Account, type: number, offset: number, length: number): void {
  if (type === 6) {
    const isTechnical = length > 1 && TECHNICAL_SEI.has(file.u8(offset + 1));
    const what = isTechnical
      ? 'supplemental information about decoding'
      : 'supplemental information (SEI), which can hold any text';
    account.report({
      offset,
      length,
      kind: 'sei',
      rule: 'mp4/nal/not-listed',
      severity: isTechnical ? 'notice' : 'leak',
      text: `The stream carries ${what}.`,
    });
  } else if (type === 9 && length <= 2) {
    account.report({
      offset,
      length,
      kind: 'not-listed',
      rule: 'mp4/nal/not-listed',
      severity: 'notice',
      text: 'The stream carries delimiters between frames.',
    });
  } else
    account.report({
      offset,
      length,
      kind: 'unaccounted',
      rule: 'mp4/nal/not-listed',
      text: `The stream carries units of a kind that is not listed (${type}).`,
    });
}
