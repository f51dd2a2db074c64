import { describe, expect, test } from 'vitest';
import { auditBytes } from '../../test/audit/audit-bytes.ts';
import { FORBIDDEN_STRUCTURES, VIOLATIONS } from '../../test/audit/violations.ts';
import { FORBIDDEN_IN_WEBM, WEBM_VIOLATIONS } from '../../test/audit/webm-violations.ts';
import { ALLOW_LIST } from '@passerby/engine';

/** Values without which the rest of the structure cannot be read: it is reported as a whole. */
const READ_OTHERWISE = new Set([
  'mp4/moov/mvhd.version',
  'mp4/moov/trak/tkhd.version',
  'mp4/moov/trak/mdia/mdhd.version',
  'mp4/moov/trak/mdia/hdlr.handler',
  'matroska/Segment/Tracks/TrackEntry/TrackType.value',
]);

const all = [...VIOLATIONS, ...WEBM_VIOLATIONS];

describe('the allow-list', () => {
  test('has a reason for every entry', () => {
    const entries = Object.values(ALLOW_LIST).flatMap((structures) => Object.values(structures));
    expect(entries.every(({ reason }) => reason.length >= 10)).toBe(true);
  });

  test('has a planted violation for every rule and every constant field', () => {
    const rules = Object.entries(ALLOW_LIST).flatMap(([container, structures]) =>
      Object.entries(structures).flatMap(([name, { constant }]) =>
        constant === undefined
          ? [`${container}/${name}`]
          : Object.keys(constant).map((field) => `${container}/${name}.${field}`),
      ),
    );
    const planted = new Set(all.map(({ rule }) => rule));
    expect(rules.filter((rule) => !planted.has(rule))).toEqual([]);
  });

  for (const [i, { rule, kind, bytes }] of all.entries()) {
    test(`catches a violation of ${rule} (${i})`, async () => {
      const { findings, bytesAccounted, sizeBytes } = await auditBytes(bytes);
      const [structure = '', field] = rule.split('.');
      const isByField = field !== undefined && !READ_OTHERWISE.has(rule);
      expect(findings).toContainEqual(expect.objectContaining(isByField ? { kind, rule: structure } : { kind }));
      expect(bytesAccounted).toBeLessThanOrEqual(sizeBytes);
    });
  }

  for (const [name, { kind, bytes }] of Object.entries({ ...FORBIDDEN_STRUCTURES, ...FORBIDDEN_IN_WEBM })) {
    test(`does not allow ${name}`, async () => {
      const { findings } = await auditBytes(bytes);
      expect(findings.map((finding) => finding.kind)).toContain(kind);
    });
  }
});
