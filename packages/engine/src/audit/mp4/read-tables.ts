import type { FileBytes } from '../file-bytes.ts';
import type { Box } from './box.ts';
import type { Edit, Runs, Track } from './track.ts';

/** Reads a table of 32-bit numbers. The box is known to lie inside the file, so memory is bounded by the file. */
function readNumbers(file: FileBytes, offset: number, count: number): Uint32Array {
  const numbers = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) numbers[i] = file.u32(offset + 4 * i);
  return numbers;
}

/** Reads one table of `stbl` into the track. @returns false where its length does not fit its number of entries. */
export function readSampleTable(file: FileBytes, box: Box, track: Track): boolean {
  if (box.end - box.body < 8) return false;
  const count = file.u32(box.body + 4);
  const rest = box.end - box.body - 8;
  if (box.type === 'stsz') return readSizes(file, box, track);
  if (box.type === 'stts' || box.type === 'ctts') {
    if (rest !== 8 * count) return false;
    const runs = readRuns(file, box.body + 8, count, 2, box.type === 'ctts');
    if (box.type === 'stts') track.durations = runs;
    else track.compositionOffsets = runs;
  } else if (box.type === 'stsc') {
    if (rest !== 12 * count) return false;
    track.samplesPerChunk = readRuns(file, box.body + 8, count, 3, false);
  } else if (box.type === 'stss') {
    if (rest !== 4 * count) return false;
    track.firstKeyFrame = count > 0 ? file.u32(box.body + 8) : undefined;
  } else if (box.type === 'stco') {
    if (rest !== 4 * count) return false;
    track.chunkOffsets = Float64Array.from(readNumbers(file, box.body + 8, count));
  } else if (box.type === 'co64') {
    if (rest !== 8 * count) return false;
    const halves = readNumbers(file, box.body + 8, 2 * count);
    track.chunkOffsets = Float64Array.from({ length: count }, (_, i) => halves[2 * i]! * 2 ** 32 + halves[2 * i + 1]!);
  }
  return true;
}

function readSizes(file: FileBytes, box: Box, track: Track): boolean {
  if (box.end - box.body < 12) return false;
  const size = file.u32(box.body + 4);
  const count = file.u32(box.body + 8);
  const tableBytes = size === 0 ? 4 * count : 0;
  if (box.end - box.body - 12 !== tableBytes || size * count > file.size) return false;
  track.sampleBytes = size;
  track.sampleCount = count;
  track.sampleSizes = size === 0 ? readNumbers(file, box.body + 12, count) : new Uint32Array(0);
  return true;
}

/** Keeps the first two columns of a table of `columns` columns. */
function readRuns(file: FileBytes, offset: number, count: number, columns: number, isSigned: boolean): Runs {
  const numbers = readNumbers(file, offset, columns * count);
  const counts = new Uint32Array(count);
  const values = isSigned ? new Int32Array(count) : new Uint32Array(count);
  for (let i = 0; i < count; i += 1) {
    counts[i] = numbers[columns * i]!;
    values[i] = numbers[columns * i + 1]!;
  }
  return { counts, values };
}

/** Reads an edit list. @returns undefined where its length does not fit its number of entries. */
export function readEdits(
  file: FileBytes,
  box: Box,
): { readonly edits: readonly Edit[]; readonly rates: readonly number[] } | undefined {
  if (box.end - box.body < 8) return undefined;
  const isLong = file.u8(box.body) === 1;
  const count = file.u32(box.body + 4);
  const entryBytes = isLong ? 20 : 12;
  if (box.end - box.body - 8 !== entryBytes * count) return undefined;
  const edits: Edit[] = [];
  const rates: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const at = box.body + 8 + entryBytes * i;
    if (isLong) {
      const mediaTime = file.u32(at + 8) === 0xffffffff ? -1 : file.u64(at + 8);
      edits.push({ duration: file.u64(at), mediaTime });
    } else edits.push({ duration: file.u32(at), mediaTime: file.i32(at + 4) });
    rates.push(file.u32(at + entryBytes - 4));
  }
  return { edits, rates };
}
