import { BitReader } from './bit-reader.ts';

/** Profiles whose sequence parameters say how colour is sampled. */
const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

const EXTENDED_SHAPE = 255;

/** What the audit needs of a sequence parameter set. */
export interface SequenceParameters {
  readonly chromaFormat: number;
  readonly hasFramesOnly: boolean;
  /** Bits after the end mark; 0 is right. */
  readonly trailingBits: number;
}

/** Reads a sequence parameter set (ITU-T H.264 7.3.2.1.1). @param unit The NAL unit after its header byte. */
export function readSequenceParameters(unit: Uint8Array): SequenceParameters {
  const reader = new BitReader(unit);
  const profile = reader.bits(8);
  reader.bits(16);
  reader.unsigned();
  let chromaFormat = 1;
  if (HIGH_PROFILES.has(profile)) {
    chromaFormat = reader.unsigned();
    if (chromaFormat === 3) reader.bit();
    reader.unsigned();
    reader.unsigned();
    reader.bit();
    if (reader.bit() === 1) skipScalingLists(reader, chromaFormat === 3 ? 12 : 8);
  }
  reader.unsigned();
  const orderType = reader.unsigned();
  if (orderType === 0) reader.unsigned();
  else if (orderType === 1) {
    reader.bit();
    reader.signed();
    reader.signed();
    const cycle = Math.min(reader.unsigned(), 255);
    for (let i = 0; i < cycle; i += 1) reader.signed();
  }
  reader.unsigned();
  reader.bit();
  reader.unsigned();
  reader.unsigned();
  const hasFramesOnly = reader.bit() === 1;
  if (!hasFramesOnly) reader.bit();
  reader.bit();
  if (reader.bit() === 1) for (let i = 0; i < 4; i += 1) reader.unsigned();
  if (reader.bit() === 1) skipUsability(reader);
  return { chromaFormat, hasFramesOnly, trailingBits: reader.trailingBits() };
}

/** Reads a picture parameter set (7.3.2.2). @returns bits after the end mark; 0 is right, -1 where it cannot be read. */
export function readPictureParameters(
  unit: Uint8Array,
  chromaFormat: number,
): { readonly trailingBits: number; readonly hasRedundantPictures: boolean } {
  const reader = new BitReader(unit);
  reader.unsigned();
  reader.unsigned();
  reader.bits(2);
  if (reader.unsigned() > 0) return { trailingBits: -1, hasRedundantPictures: false };
  reader.unsigned();
  reader.unsigned();
  reader.bits(3);
  reader.signed();
  reader.signed();
  reader.signed();
  reader.bits(2);
  const hasRedundantPictures = reader.bit() === 1;
  if (reader.hasMore()) {
    const hasLargeTransform = reader.bit();
    if (reader.bit() === 1) skipScalingLists(reader, 6 + (chromaFormat === 3 ? 6 : 2) * hasLargeTransform);
    reader.signed();
  }
  return { trailingBits: reader.trailingBits(), hasRedundantPictures };
}

function skipScalingLists(reader: BitReader, lists: number): void {
  for (let list = 0; list < lists; list += 1) {
    if (reader.bit() === 0) continue;
    let last = 8;
    let next = 8;
    for (let i = 0; i < (list < 6 ? 16 : 64); i += 1) {
      if (next !== 0) next = (last + reader.signed() + 256) % 256;
      if (next !== 0) last = next;
    }
  }
}

/** Video usability information (annex E.1.1). */
function skipUsability(reader: BitReader): void {
  if (reader.bit() === 1 && reader.bits(8) === EXTENDED_SHAPE) reader.bits(32);
  if (reader.bit() === 1) reader.bit();
  if (reader.bit() === 1) {
    reader.bits(4);
    if (reader.bit() === 1) reader.bits(24);
  }
  if (reader.bit() === 1) {
    reader.unsigned();
    reader.unsigned();
  }
  if (reader.bit() === 1) {
    reader.bits(32);
    reader.bits(32);
    reader.bit();
  }
  const hasNalTiming = reader.bit() === 1;
  if (hasNalTiming) skipHypotheticalDecoder(reader);
  const hasVclTiming = reader.bit() === 1;
  if (hasVclTiming) skipHypotheticalDecoder(reader);
  if (hasNalTiming || hasVclTiming) reader.bit();
  reader.bit();
  if (reader.bit() === 1) {
    reader.bit();
    for (let i = 0; i < 6; i += 1) reader.unsigned();
  }
}

function skipHypotheticalDecoder(reader: BitReader): void {
  const count = Math.min(reader.unsigned(), 31) + 1;
  reader.bits(8);
  for (let i = 0; i < count; i += 1) {
    reader.unsigned();
    reader.unsigned();
    reader.bit();
  }
  reader.bits(20);
}
