import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Account } from '../account.ts';
import type { AuditKind } from '../audit-result.ts';
import { isInside, type ByteRange } from '../byte-range.ts';
import type { FileBytes } from '../file-bytes.ts';
import { findEmbedded } from './find-embedded.ts';
import { TELLTALE_PATTERNS } from './telltale-patterns.ts';

/** Bytes that a slice shares with the next, so that nothing is missed across their border. Longer than any pattern. */
const OVERLAP_BYTES = 1024;

/** Shortest run of two-byte characters that is read as text. */
const UTF16_RUN = /(?:[\x20-\x7e]\0){7,}[\x20-\x7e]?/g;

/** An encoder's name says nothing new inside of these. */
const TEXT_KINDS: readonly AuditKind[] = [
  'encoder-string',
  'sei',
  'metadata',
  'comment',
  'exif',
  'xmp',
  'thumbnail',
  'second-picture',
];

/** Searches a whole file, slice by slice, for text that tells who or where (ASCII, UTF-8, UTF-16) and for files inside the file. */
export async function findTelltales(file: FileBytes, account: Account, signal: AbortSignal | undefined): Promise<void> {
  const coded = account.codedRanges();
  const step = file.windowBytes - OVERLAP_BYTES;
  for (let start = 0; start < file.size; start += step) {
    const slice = Buffer.from(file.view(start, Math.min(file.windowBytes, file.size - start)));
    const limit = Math.min(step, slice.length);
    const text = slice.toString('latin1');
    findPatterns(text, start, limit, 1, coded, account);
    for (const run of text.matchAll(UTF16_RUN)) {
      if (run.index < limit)
        findPatterns(run[0].replaceAll('\0', ''), start + run.index, limit - run.index, 2, coded, account);
    }
    findEmbedded(file, slice, start, limit, coded, account);
    await nextTurn();
    signal?.throwIfAborted();
  }
  account.limits.push(
    'Text was searched for as ASCII, UTF-8 and UTF-16; not where it is compressed or encoded otherwise.',
  );
}

/** @param limit Matches that start at or after this byte belong to the next slice. */
function findPatterns(
  text: string,
  start: number,
  limit: number,
  bytesPerCharacter: number,
  coded: readonly ByteRange[],
  account: Account,
): void {
  for (const { kind, what, expression, accept } of TELLTALE_PATTERNS) {
    expression.lastIndex = 0;
    for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
      const offset = start + match.index * bytesPerCharacter;
      if (match.index * bytesPerCharacter >= limit) break;
      const index = accept(match, isInside(coded, offset));
      if (index < 0 || account.isReported(offset, kind === 'encoder-string' ? TEXT_KINDS : [kind])) continue;
      const length = (match.index + match[0].length - index) * bytesPerCharacter;
      account.report({
        offset: start + index * bytesPerCharacter,
        length,
        kind,
        rule: `telltale/${kind}`,
        text: `Bytes that look like ${what}.`,
      });
    }
  }
}
