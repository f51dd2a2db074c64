import type { Account, FieldValues } from '../account.ts';
import type { AuditKind } from '../audit-result.ts';
import type { FileBytes } from '../file-bytes.ts';
import { plainBoxes, printableType, readBox, type Box } from './box.ts';
import { FIELD_READERS, versionAndFlags, zeroOrOne } from './read-fields.ts';
import { reportBox } from './report-box.ts';
import type { Track } from './track.ts';
import { walkParameterSet } from './walk-nal-units.ts';
import { walkObus } from './walk-obus.ts';

const STSD = 'moov/trak/mdia/minf/stbl/stsd';
const PICTURE_ENTRY_BYTES = 78;
const SOUND_ENTRY_BYTES = 28;

/** Walks `stsd`: what kind of samples the track has, and how their decoder is set up. */
export function walkSampleDescriptions(file: FileBytes, account: Account, box: Box, track: Track): void {
  if (box.end - box.body < 8) {
    account.report({
      offset: box.offset,
      length: box.end - box.offset,
      kind: 'damaged',
      rule: `mp4/${STSD}`,
      text: 'A sample description has the wrong length.',
    });
    return;
  }
  account.allow(STSD, box.offset, box.body + 8 - box.offset, {
    ...versionAndFlags(file, box.body),
    entries: file.u32(box.body + 4),
  });
  for (const entry of boxesIn(file, account, box.body + 8, box.end)) {
    if (track.codec === '') track.codec = entry.type;
    walkEntry(file, account, entry, track);
  }
}

function walkEntry(file: FileBytes, account: Account, entry: Box, track: Track): void {
  const isPicture = entry.type === 'avc1' || entry.type === 'av01';
  const headerBytes = isPicture ? PICTURE_ENTRY_BYTES : SOUND_ENTRY_BYTES;
  if (entry.end - entry.body < headerBytes || (!isPicture && entry.type !== 'mp4a' && entry.type !== 'Opus')) {
    reportForeignEntry(file, account, entry, track);
    return;
  }
  const fields = isPicture ? readPictureEntry(file, entry.body) : readSoundEntry(file, entry.body);
  account.allow(`${STSD}/${entry.type}`, entry.offset, entry.body + headerBytes - entry.offset, fields);
  for (const child of boxesIn(file, account, entry.body + headerBytes, entry.end))
    walkEntryChild(file, account, entry.type, child, track);
}

/** What other tools' files are coded with. */
function reportForeignEntry(file: FileBytes, account: Account, entry: Box, track: Track): void {
  const length = entry.end - entry.offset;
  const report = (kind: AuditKind, severity: 'leak' | 'notice', text: string): void =>
    account.report({ offset: entry.offset, length, kind, rule: 'mp4/not-listed', severity, text });
  report('not-listed', 'notice', `The track is coded in a way that is not listed (${printableType(entry.type)}).`);
  if (track.handler !== 'vide' || entry.end - entry.body < PICTURE_ENTRY_BYTES) return;
  if (readPictureEntry(file, entry.body)['compressorName'] !== '')
    report('encoder-string', 'leak', 'The sample description names an encoder.');
  for (const child of plainBoxes(file, entry.body + PICTURE_ENTRY_BYTES, entry.end)) {
    if (child.type === 'hvcC' && child.end - child.body > 21) track.nalLengthBytes = (file.u8(child.body + 21) & 3) + 1;
  }
}

function readPictureEntry(file: FileBytes, body: number): FieldValues {
  const nameLength = Math.min(31, file.u8(body + 42));
  const isPaddedWithZeros = zeroOrOne(file, body + 43 + nameLength, 31 - nameLength) === 0;
  return {
    reserved: zeroOrOne(file, body, 6) | zeroOrOne(file, body + 36, 4),
    dataReference: file.u16(body + 6),
    preDefined: zeroOrOne(file, body + 8, 16),
    width: file.u16(body + 24),
    height: file.u16(body + 26),
    resolution: file.u32(body + 28) === file.u32(body + 32) ? file.u32(body + 28) : 0,
    framesPerSample: file.u16(body + 40),
    compressorName: isPaddedWithZeros ? file.latin1(body + 43, nameLength) : 'padding that is not zero',
    depth: file.u16(body + 74),
    colorTable: file.i16(body + 76),
  };
}

function readSoundEntry(file: FileBytes, body: number): FieldValues {
  return {
    reserved: zeroOrOne(file, body, 6),
    dataReference: file.u16(body + 6),
    version: file.u16(body + 8),
    vendor: zeroOrOne(file, body + 10, 6),
    channels: file.u16(body + 16),
    sampleBits: file.u16(body + 18),
    compression: file.u16(body + 20),
    packet: file.u16(body + 22),
    sampleRate: file.u32(body + 24),
  };
}

function walkEntryChild(file: FileBytes, account: Account, codec: string, box: Box, track: Track): void {
  const name = `${STSD}/${codec}/${box.type}`;
  const length = box.end - box.offset;
  if (name === `${STSD}/avc1/avcC`) walkAvcSetUp(file, account, box, track);
  else if (name === `${STSD}/av01/av1C`) walkAv1SetUp(file, account, box);
  else if (name === `${STSD}/Opus/dOps` && length === OPUS_BOX_BYTES) walkOpusSetUp(file, account, box);
  else if (name === `${STSD}/mp4a/esds`) walkElementaryStream(file, account, box);
  else {
    const fields = FIELD_READERS[box.type]?.(file, box);
    const isListed = fields !== undefined && account.allow(name, box.offset, length, fields);
    if (!isListed) reportBox(account, box);
  }
}

function walkAvcSetUp(file: FileBytes, account: Account, box: Box, track: Track): void {
  const damaged = (offset: number, text: string): void =>
    account.report({ offset, length: box.end - offset, kind: 'unaccounted', rule: `mp4/${STSD}/avc1/avcC`, text });
  const { body, end } = box;
  if (end - body < 7) {
    damaged(box.offset, 'The set-up of the H.264 decoder is too short.');
    return;
  }
  const sets: { readonly offset: number; readonly size: number }[] = [];
  let position = body + 5;
  for (const mask of [0x1f, 0xff]) {
    const count = position < end ? file.u8(position) & mask : 0;
    position += 1;
    for (let i = 0; i < count && position + 2 <= end; i += 1) {
      const size = file.u16(position);
      if (size === 0 || position + 2 + size > end) {
        damaged(position, 'A parameter set claims more bytes than there are.');
        return;
      }
      sets.push({ offset: position + 2, size });
      position += 2 + size;
    }
  }
  const profile = file.u8(body + 1);
  const extension = end - position === 4 && ![66, 77, 88].includes(profile) ? position : undefined;
  const isReservedRight =
    (file.u8(body + 4) & 0xfc) === 0xfc &&
    (file.u8(body + 5) & 0xe0) === 0xe0 &&
    (extension === undefined ||
      ((file.u8(extension) & 0xfc) === 0xfc &&
        (file.u8(extension + 1) & 0xf8) === 0xf8 &&
        (file.u8(extension + 2) & 0xf8) === 0xf8 &&
        file.u8(extension + 3) === 0));
  track.nalLengthBytes = (file.u8(body + 4) & 3) + 1;
  const used = Math.min(extension === undefined ? position : end, end);
  account.allow(`${STSD}/avc1/avcC`, box.offset, used - box.offset, {
    version: file.u8(body),
    profile,
    compatibility: file.u8(body + 2),
    level: file.u8(body + 3),
    lengthSize: track.nalLengthBytes,
    reserved: isReservedRight ? 0 : 1,
    parameterSets: sets.length,
  });
  if (used < end) damaged(used, 'The set-up of the H.264 decoder is followed by bytes that are no part of it.');
  for (const { offset, size } of sets) walkParameterSet(file, account, track, offset, size);
}

function walkAv1SetUp(file: FileBytes, account: Account, box: Box): void {
  const { body, end } = box;
  if (end - body < 4) {
    account.report({
      offset: box.offset,
      length: end - box.offset,
      kind: 'damaged',
      rule: `mp4/${STSD}/av01/av1C`,
      text: 'The set-up of the AV1 decoder is too short.',
    });
    return;
  }
  account.allow(`${STSD}/av01/av1C`, box.offset, end - box.offset, {
    version: file.u8(body) & 0x7f,
    profile: file.u8(body + 1) >> 5,
    level: file.u8(body + 1) & 31,
    tier: file.u8(body + 2) >> 7,
    depth: (file.u8(body + 2) >> 5) & 3,
    chroma: file.u8(body + 2) & 31,
    reserved: file.u8(body + 3) >> 5,
    presentationDelay: file.u8(body + 3) & 31,
  });
  walkObus(file, account, body + 4, end - body - 4, true);
}

interface Descriptor {
  readonly tag: number;
  readonly body: number;
  readonly end: number;
}

/** MPEG-4 descriptors: a tag and a length of up to four bytes of seven bits. */
function readDescriptor(file: FileBytes, offset: number, end: number): Descriptor | undefined {
  let size = 0;
  for (let i = 1; i <= 4 && offset + i < end; i += 1) {
    const byte = file.u8(offset + i);
    size = size * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    const body = offset + i + 1;
    return body + size > end ? undefined : { tag: file.u8(offset), body, end: body + size };
  }
  return undefined;
}

/** Of at most two channels: more would need a mapping. */
const OPUS_BOX_BYTES = 19;

function walkOpusSetUp(file: FileBytes, account: Account, { offset, body, end }: Box): void {
  account.allow(`${STSD}/Opus/dOps`, offset, end - offset, {
    version: file.u8(body),
    channels: file.u8(body + 1),
    preSkip: file.u16(body + 2),
    sampleRate: file.u32(body + 4),
    gain: file.u16(body + 8),
    mapping: file.u8(body + 10),
  });
}

function walkElementaryStream(file: FileBytes, account: Account, box: Box): void {
  const fields = readElementaryStream(file, box);
  if (fields !== undefined) account.allow(`${STSD}/mp4a/esds`, box.offset, box.end - box.offset, fields);
  else
    account.report({
      offset: box.offset,
      length: box.end - box.offset,
      kind: 'metadata',
      rule: `mp4/${STSD}/mp4a/esds`,
      text: 'The set-up of the sound decoder is not laid out as our writers do it.',
    });
}

/** @returns undefined where the descriptors are not exactly: stream (decoder (set-up), sync layer). */
function readElementaryStream(file: FileBytes, box: Box): FieldValues | undefined {
  if (box.end - box.body < 4) return undefined;
  const stream = readDescriptor(file, box.body + 4, box.end);
  if (stream?.tag !== 3 || stream.end !== box.end || stream.end - stream.body < 3) return undefined;
  const decoder = readDescriptor(file, stream.body + 3, stream.end);
  if (decoder?.tag !== 4 || decoder.end - decoder.body < 13) return undefined;
  const setUp = readDescriptor(file, decoder.body + 13, decoder.end);
  if (setUp?.tag !== 5 || setUp.end !== decoder.end) return undefined;
  const sync = readDescriptor(file, decoder.end, stream.end);
  if (sync?.tag !== 6 || sync.end !== stream.end || sync.end - sync.body > 8) return undefined;
  return {
    ...versionAndFlags(file, box.body),
    esId: file.u16(stream.body),
    esFlags: file.u8(stream.body + 2),
    objectType: file.u8(decoder.body),
    streamType: file.u8(decoder.body + 1),
    buffer: file.uint(decoder.body + 2, 3),
    maximum: file.u32(decoder.body + 5),
    average: file.u32(decoder.body + 9),
    setupBytes: setUp.end - setUp.body,
    slConfig: [...file.view(sync.body, sync.end - sync.body)]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join(''),
  };
}

/** Boxes between two places; what is left over is reported. */
export function* boxesIn(file: FileBytes, account: Account, start: number, end: number): Generator<Box> {
  let position = start;
  while (position < end) {
    const box = readBox(file, position, end);
    if (box === undefined) {
      account.report({
        offset: position,
        length: end - position,
        kind: 'unaccounted',
        rule: 'mp4/not-listed',
        text: 'Bytes between or after boxes that are no box.',
      });
      return;
    }
    yield box;
    position = box.end;
  }
}
