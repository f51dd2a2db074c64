import type { Account } from '../account.ts';
import type { AuditKind } from '../audit-result.ts';
import { isInside, type ByteRange } from '../byte-range.ts';
import type { FileBytes } from '../file-bytes.ts';
import { EmbeddedFinder } from './embedded-finder.ts';
import type { TakeTurn } from '../take-turn.ts';
import type { Slice } from './slice.ts';
import { TELLTALE_PATTERNS } from './telltale-patterns.ts';

/** Bytes around a slice that are read with it, so that nothing is missed across its borders. Longer than half of any pattern. */
const MARGIN_BYTES = 1024;

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
export async function findTelltales(file: FileBytes, account: Account, takeTurn: TakeTurn): Promise<void> {
  const coded = account.codedRanges();
  const embedded = new EmbeddedFinder(file, account, coded);
  const step = file.windowBytes - 2 * MARGIN_BYTES;
  for (let from = 0; from < file.size; from += step) {
    const to = Math.min(from + step, file.size);
    const start = Math.max(0, from - MARGIN_BYTES);
    const text = file.latin1(start, Math.min(to + MARGIN_BYTES, file.size) - start);
    const slice: Slice = { text, start, from, to };
    findPatterns(text, start, 1, slice, coded, account);
    for (const run of text.matchAll(UTF16_RUN)) {
      findPatterns(run[0].replaceAll('\0', ''), start + run.index, 2, slice, coded, account);
    }
    embedded.find(slice);
    await takeTurn();
  }
  account.limits.push(
    'Text was searched for as ASCII, UTF-8 and UTF-16; not where it is compressed or encoded otherwise.',
  );
}

function findPatterns(
  text: string,
  textStart: number,
  bytesPerCharacter: number,
  { from, to }: Slice,
  coded: readonly ByteRange[],
  account: Account,
): void {
  for (const { kind, what, expression, accept } of TELLTALE_PATTERNS) {
    for (const match of text.matchAll(expression)) {
      const anchor = textStart + match.index * bytesPerCharacter;
      if (anchor < from || anchor >= to) continue;
      const index = accept(match, isInside(coded, anchor));
      if (index < 0 || account.isReported(anchor, kind === 'encoder-string' ? TEXT_KINDS : [kind])) continue;
      account.report({
        offset: textStart + index * bytesPerCharacter,
        length: (match.index + match[0].length - index) * bytesPerCharacter,
        kind,
        rule: `telltale/${kind}`,
        // Which tool wrote a file says nothing about who is in it.
        severity: kind === 'encoder-string' ? 'notice' : 'leak',
        text: `Bytes that look like ${what}.`,
      });
    }
  }
}
