import { ALLOW_LIST, type AllowedStructure, type ListedContainer } from './allow-list.ts';
import { gapsBetween, mergeRanges, overlapBytes, totalBytes, type ByteRange } from './byte-range.ts';
import type { AuditContainer, AuditFinding, AuditKind } from './audit-result.ts';

/** Findings of one rule and kind that are listed one by one; of more, only the number is told. */
const LISTED_PER_RULE = { leak: 20, notice: 3 } as const;

/** What the bytes of a structure are: text may hide in `structure`; `coded` bytes are compressed pictures, sound or number tables. */
export type ByteUse = 'structure' | 'coded';

/** Values of a structure's fields, by name. */
export type FieldValues = Readonly<Record<string, number | string>>;

/** A finding without its severity's default. */
export interface FindingDraft {
  readonly offset: number;
  readonly length: number;
  readonly kind: AuditKind;
  readonly rule: string;
  readonly text: string;
  /** Default: `leak`. */
  readonly severity?: 'leak' | 'notice';
}

/** Books kept during one walk: which bytes are allowed, which were reported, and what is left over. */
export class Account {
  readonly findings: AuditFinding[] = [];
  readonly limits: string[] = [];
  readonly #container: AuditContainer;
  readonly #coded: ByteRange[] = [];
  readonly #structure: ByteRange[] = [];
  readonly #claimed: ByteRange[] = [];
  readonly #countByRule = new Map<string, { drafts: number; last: FindingDraft }>();

  constructor(container: AuditContainer) {
    this.#container = container;
  }

  /**
   * Books a structure that the allow-list knows, with the values of all its fields, and reports each value that the list does not allow.
   * @returns false where no rule allows the structure; then nothing is booked and the caller says what it is.
   */
  allow(name: string, offset: number, length: number, fields: FieldValues = {}, use: ByteUse = 'structure'): boolean {
    const entry: AllowedStructure | undefined = ALLOW_LIST[this.#container as ListedContainer]?.[name];
    if (entry === undefined) return false;
    this.#book(offset, length, use);
    const wrong = new Map<AuditKind, string[]>();
    for (const [field, value] of Object.entries(fields)) {
      const allowed = entry.constant?.[field];
      if (allowed === undefined) {
        if (entry.free?.includes(field) !== true)
          throw new Error(`The allow-list says nothing of ${field} in ${this.#container}/${name}.`);
        continue;
      }
      if (allowed.includes(value)) continue;
      const isHarmless = entry.harmless?.[field]?.test(String(value)) === true;
      const kind = isHarmless ? 'not-listed' : (entry.kinds?.[field] ?? 'not-listed');
      wrong.set(kind, [...(wrong.get(kind) ?? []), wordsOf(field)]);
    }
    for (const [kind, names] of wrong) {
      const severity = kind === 'not-listed' ? 'notice' : 'leak';
      const text = `Our writers give ${name} no such ${names.join(', ')}.`;
      this.report({ offset, length, kind, rule: `${this.#container}/${name}`, severity, text });
    }
    return true;
  }

  /** Books bytes inside a structure that was allowed already, such as the picture data after its header. */
  add(offset: number, length: number, use: ByteUse = 'structure'): void {
    this.#book(offset, length, use);
  }

  /** Books bytes that belong to something reported already, such as the samples of a forbidden track: known, but not accounted for. */
  claim(offset: number, length: number): void {
    this.#claimed.push({ start: offset, end: offset + length });
  }

  /** Notes a finding. Its bytes count as reported, not as accounted for. */
  report(draft: FindingDraft): void {
    const key = `${draft.rule} ${draft.kind} ${draft.severity ?? 'leak'}`;
    const seen = this.#countByRule.get(key);
    if (seen === undefined) this.#countByRule.set(key, { drafts: 1, last: draft });
    else {
      seen.drafts += 1;
      seen.last = draft;
      if (seen.drafts > LISTED_PER_RULE[draft.severity ?? 'leak']) {
        this.claim(draft.offset, draft.length);
        return;
      }
    }
    this.findings.push({ severity: 'leak', ...draft });
  }

  /** True if a finding of this kind covers the byte. */
  isReported(offset: number, kinds: readonly AuditKind[]): boolean {
    return this.findings.some(
      (finding) => kinds.includes(finding.kind) && offset >= finding.offset && offset < finding.offset + finding.length,
    );
  }

  /** Where the smallest reported structure around a byte ends; the end of the file where there is none. */
  endOfReported(offset: number, sizeBytes: number): number {
    const around = this.findings.filter(
      (finding) => offset >= finding.offset && offset < finding.offset + finding.length,
    );
    return Math.min(sizeBytes, ...around.map((finding) => finding.offset + finding.length));
  }

  /** Where compressed data and number tables are, sorted and joined. */
  codedRanges(): readonly ByteRange[] {
    return mergeRanges(this.#coded);
  }

  /** Ends the walk: reports what nobody claimed and what two structures claimed. @returns bytes accounted for. */
  close(sizeBytes: number): number {
    const booked = mergeRanges([...this.#structure, ...this.#coded]);
    const reported = [
      ...this.#claimed,
      ...this.findings.map(({ offset, length }) => ({ start: offset, end: offset + length })),
    ];
    for (const gap of gapsBetween(mergeRanges([...booked, ...reported]), sizeBytes)) {
      this.report({
        offset: gap.start,
        length: gap.end - gap.start,
        kind: 'unaccounted',
        rule: `${this.#container}/not-listed`,
        text: `${gap.end - gap.start} bytes belong to no known structure.`,
      });
    }
    for (const { drafts, last } of this.#countByRule.values()) {
      const unlisted = drafts - LISTED_PER_RULE[last.severity ?? 'leak'];
      const text = `${unlisted} more findings of this rule are not listed one by one.`;
      if (unlisted > 0) this.findings.push({ severity: 'leak', ...last, text });
    }
    this.findings.sort((a, b) => a.offset - b.offset);
    const reportedOnly = mergeRanges(reported);
    return totalBytes(booked, sizeBytes) - overlapBytes(booked, reportedOnly, sizeBytes);
  }

  #book(offset: number, length: number, use: ByteUse): void {
    if (length <= 0) return;
    const ranges = use === 'coded' ? this.#coded : this.#structure;
    const last = ranges.at(-1);
    if (last?.end === offset) ranges[ranges.length - 1] = { start: last.start, end: offset + length };
    else ranges.push({ start: offset, end: offset + length });
  }
}

/** `creationTime` → `creation time`. */
function wordsOf(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
