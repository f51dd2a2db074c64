import { describe, expect, test } from 'vitest';
import { auditBytes } from '../../test/audit/audit-bytes.ts';
import { CLEAN_FILES, FILE_WITH_SOUND } from '../../test/audit/clean-files.ts';
import { text } from '../../test/audit/byte-pieces.ts';

describe('auditFile', () => {
  for (const [name, bytes] of Object.entries(CLEAN_FILES)) {
    test(`accounts for every byte of ${name}`, async () => {
      const { findings, bytesAccounted, sizeBytes, shownFrames } = await auditBytes(bytes);
      expect(findings).toEqual([]);
      expect(bytesAccounted).toBe(sizeBytes);
      expect(shownFrames).toBeGreaterThan(0);
    });
  }

  test('counts frames and streams', async () => {
    expect(await auditBytes(CLEAN_FILES['an animated WebP']!)).toMatchObject({ pictures: 1, shownFrames: 2 });
    expect(await auditBytes(FILE_WITH_SOUND)).toMatchObject({ videoStreams: 1, audioStreams: 1, shownFrames: 3 });
  });

  test('reports sound, and nothing else of a file with sound', async () => {
    const { findings } = await auditBytes(FILE_WITH_SOUND);
    expect(findings.map(({ kind }) => kind)).toEqual(['sound']);
  });

  test('says that it cannot account for a container that it does not know', async () => {
    const { findings, bytesAccounted } = await auditBytes(text('II*\0 and so on, some other kind of file'));
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'unknown-container', severity: 'leak' }));
    expect(bytesAccounted).toBe(0);
  });

  test('says what it did not look into', async () => {
    const { limits } = await auditBytes(CLEAN_FILES['a lossy WebP']!);
    expect(limits.join(' ')).toContain('WebP');
  });
});
