/** Start and end (exclusive) of a run of bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Sorts ranges and joins those that touch or overlap. */
export function mergeRanges(ranges: readonly ByteRange[]): ByteRange[] {
  const sorted = ranges.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
  const merged: ByteRange[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last === undefined || range.start > last.end) merged.push(range);
    else if (range.end > last.end) merged[merged.length - 1] = { start: last.start, end: range.end };
  }
  return merged;
}

/** What merged ranges leave out of a file. */
export function* gapsBetween(merged: readonly ByteRange[], sizeBytes: number): Generator<ByteRange> {
  let position = 0;
  for (const { start, end } of merged) {
    if (start >= sizeBytes) break;
    if (start > position) yield { start: position, end: start };
    position = Math.max(position, end);
  }
  if (position < sizeBytes) yield { start: position, end: sizeBytes };
}

/** Bytes of a file that merged ranges cover. */
export function totalBytes(merged: readonly ByteRange[], sizeBytes: number): number {
  let total = 0;
  for (const { start, end } of merged) total += Math.max(0, Math.min(end, sizeBytes) - start);
  return total;
}

/** Bytes of a file that both cover. */
export function overlapBytes(a: readonly ByteRange[], b: readonly ByteRange[], sizeBytes: number): number {
  return totalBytes(a, sizeBytes) + totalBytes(b, sizeBytes) - totalBytes(mergeRanges([...a, ...b]), sizeBytes);
}

/** True if the byte lies in one of the sorted ranges. */
export function isInside(ranges: readonly ByteRange[], offset: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.end <= offset) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low]!.start <= offset;
}
