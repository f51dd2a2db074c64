import { describe, expect, test } from 'vitest';
import { auditBytes } from '../../test/audit/audit-bytes.ts';
import { CLEAN_FILES, FILE_WITH_SOUND } from '../../test/audit/clean-files.ts';
import {
  avcTrack,
  box,
  buildFragmentedMp4,
  buildMp4,
  growBox,
  KEY_SLICE,
  nalUnits,
  patchBox,
  pictureEntry,
} from '../../test/audit/build-mp4.ts';
import { hex, text } from '../../test/audit/byte-pieces.ts';

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

describe('auditFile on files of other tools', () => {
  test('takes the names that every file of a tool has for harmless, and other names for leaks', async () => {
    const path = 'moov/trak/mdia/hdlr';
    const named = (name: string): Buffer =>
      patchBox(growBox(buildMp4(), path, Buffer.alloc(name.length)), path, 24, text(`${name}\0`));
    const severities = async (bytes: Buffer): Promise<string[]> =>
      (await auditBytes(bytes)).findings.map(({ severity }) => severity);
    expect(await severities(named('VideoHandler'))).toEqual(['notice']);
    expect(await severities(named("Ada's camera"))).toEqual(['leak']);
  });

  test('follows fragments: their frames are counted, their bytes are accounted for, their units are walked', async () => {
    const clean = await auditBytes(buildFragmentedMp4([nalUnits(KEY_SLICE)]));
    expect(clean.shownFrames).toBe(4);
    expect(clean.findings.filter(({ severity }) => severity === 'leak')).toEqual([]);
    const secret = nalUnits(Buffer.concat([hex('06 05 04'), text('Ada.'), hex('80')]), KEY_SLICE);
    expect((await auditBytes(buildFragmentedMp4([secret]))).findings.map(({ kind }) => kind)).toContain('sei');
  });

  test('finds texts in the units of an H.265 stream', async () => {
    const slice = hex('26 01 af 12');
    const secret = Buffer.concat([hex('4e 01 05 04'), text('Ada.'), hex('80')]);
    const entry = pictureEntry('hvc1', box('hvcC', Buffer.concat([Buffer.alloc(21), hex('03 00')])));
    const film = (...units: Buffer[]): Buffer => buildMp4([avcTrack({ entry, samples: [nalUnits(...units)] })]);
    expect((await auditBytes(film(slice))).findings.map(({ severity }) => severity)).toEqual(['notice']);
    expect((await auditBytes(film(secret, slice))).findings.map(({ kind }) => kind)).toContain('sei');
  });
});
