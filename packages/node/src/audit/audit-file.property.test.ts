import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditBytes } from '../../test/audit/audit-bytes.ts';
import { CLEAN_FILES, FILE_WITH_SOUND } from '../../test/audit/clean-files.ts';
import { FORBIDDEN_STRUCTURES } from '../../test/audit/violations.ts';

const clean = fc.constantFrom(...Object.values(CLEAN_FILES));
const any = fc.constantFrom(
  ...Object.values(CLEAN_FILES),
  FILE_WITH_SOUND,
  ...Object.values(FORBIDDEN_STRUCTURES).map(({ bytes }) => bytes),
);
const place = fc.nat({ max: 1_000_000 });
const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((array) => Buffer.from(array));

describe('auditFile on damaged files', () => {
  test('never calls a file clean to which bytes were appended', async () => {
    await fc.assert(
      fc.asyncProperty(clean, bytes, async (file, tail) => {
        const { findings } = await auditBytes(Buffer.concat([file, tail]));
        expect(findings).not.toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('never calls a file clean from whose end bytes are missing', async () => {
    await fc.assert(
      fc.asyncProperty(clean, place, async (file, at) => {
        const { findings } = await auditBytes(file.subarray(0, at % file.length));
        expect(findings).not.toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('calls a file into which bytes were put clean only if every byte belongs to a structure', async () => {
    await fc.assert(
      fc.asyncProperty(clean, bytes, place, async (file, inserted, at) => {
        const offset = at % file.length;
        const changed = Buffer.concat([file.subarray(0, offset), inserted, file.subarray(offset)]);
        const { findings, sizeBytes, bytesAccounted } = await auditBytes(changed);
        // Bytes put into coded pixels may decode to other pixels: then they are accounted for.
        expect(findings.length > 0 || bytesAccounted === sizeBytes).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('answers for any flipped, inserted and removed bytes', async () => {
    const change = fc.record({
      at: place,
      value: fc.nat({ max: 255 }),
      kind: fc.constantFrom('flip', 'insert', 'remove'),
    });
    await fc.assert(
      fc.asyncProperty(any, fc.array(change, { minLength: 1, maxLength: 6 }), async (file, changes) => {
        const list = [...file];
        for (const { at, value, kind } of changes) {
          const offset = list.length === 0 ? 0 : at % list.length;
          list.splice(offset, kind === 'insert' ? 0 : 1, ...(kind === 'remove' ? [] : [value]));
        }
        const { findings, sizeBytes, bytesAccounted } = await auditBytes(Buffer.from(list));
        expect(bytesAccounted).toBeLessThanOrEqual(sizeBytes);
        for (const { offset, length } of findings) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset + length).toBeLessThanOrEqual(sizeBytes);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('answers for any bytes after the first bytes of a container', async () => {
    const start = fc.constantFrom(...Object.values(CLEAN_FILES).map((file) => file.subarray(0, 24)));
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), async (head, rest) => {
        const { findings, sizeBytes, bytesAccounted } = await auditBytes(Buffer.concat([head, rest]));
        // Few zeros may make a lossless WebP of one pixel: then every byte has its place.
        expect(findings.length > 0 || bytesAccounted === sizeBytes).toBe(true);
      }),
      {
        numRuns: 200,
        examples: [[Buffer.from('5249464616000000574542505650384c0a0000002f000000', 'hex'), new Uint8Array(6)]],
      },
    );
  });
});
