import { describe, expect, test } from 'vitest';
import { auditBytes } from '../../test/audit/audit-bytes.ts';
import { buildJpeg, jpegPieces, jpegSegment } from '../../test/audit/build-jpeg.ts';
import { avcTrack, box, buildMp4, KEY_SLICE, nalUnits, patchBox } from '../../test/audit/build-mp4.ts';
import { buildPng, PNG_SIGNATURE } from '../../test/audit/build-png.ts';
import { hex, text, u16, u32 } from '../../test/audit/byte-pieces.ts';

/** None of these files may take longer than a machine under load needs for a file of their size. */
const LIMIT_MS = 20_000;

function repeat(unit: Buffer, count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => unit));
}

describe('auditFile on files made to keep it busy', () => {
  const files: Readonly<Record<string, () => Buffer>> = {
    'a progressive JPEG of 65,500 pixels a side with thousands of scans': () => {
      const frame = jpegSegment(0xc2, Buffer.concat([hex('08'), u16(65_500, 65_500), hex('01 01 11 00')]));
      const scans = Array.from({ length: 63 }, (_, i) =>
        Buffer.concat([jpegSegment(0xda, Buffer.from([1, 1, 0, i + 1, i + 1, 0x0d])), hex('00')]),
      );
      return buildJpeg({ frame, scan: Buffer.concat(scans), data: Buffer.alloc(0) });
    },
    'a JPEG with beginnings of JPEGs behind it': () =>
      Buffer.concat([
        buildJpeg(),
        repeat(
          Buffer.concat([hex('ffd8'), jpegSegment(0xdb, hex('00')), jpegSegment(0xc0, hex('00')), jpegPieces().scan]),
          100_000,
        ),
      ]),
    'a PNG with beginnings of PNGs behind it': () =>
      Buffer.concat([buildPng(), repeat(Buffer.concat([PNG_SIGNATURE, u32(8), text('IHDR'), u32(0)]), 100_000)]),
    'an MP4 of a hundred thousand empty media boxes and chunks': () => {
      const film = buildMp4([avcTrack({ samples: Array.from({ length: 1000 }, () => nalUnits(KEY_SLICE)) })]);
      return Buffer.concat([repeat(box('mdat'), 100_000), film]);
    },
    'an MP4 that claims four thousand million samples': () => {
      const film = buildMp4();
      return patchBox(
        patchBox(film, 'moov/trak/mdia/minf/stbl/stsz', 4, u32(1, 0xffffffff)),
        'moov/trak/mdia/minf/stbl/stts',
        8,
        u32(0xffffffff),
      );
    },
    'an MP4 with fragments that claim as many': () => {
      const run = box('trun', u32(0, 0xffffffff));
      const fragment = box('moof', box('traf', box('tfhd', u32(0, 1)), run));
      return Buffer.concat([buildMp4(), repeat(fragment, 1000)]);
    },
    'boxes in boxes': () => {
      let inner: Buffer = Buffer.alloc(0);
      for (let depth = 0; depth < 5000; depth += 1) inner = box('moov', inner);
      return Buffer.concat([buildMp4(), inner]);
    },
    'a file full of e-mail addresses': () => Buffer.concat([buildPng(), repeat(text('ada@example.org '), 200_000)]),
    'a file full of EXIF headers': () => Buffer.concat([buildPng(), repeat(text('II*\0'), 500_000)]),
  };

  for (const [name, make] of Object.entries(files)) {
    test(
      `answers for ${name}`,
      async () => {
        const { findings } = await auditBytes(make());
        expect(findings.length).toBeGreaterThan(0);
        expect(findings.length).toBeLessThan(200);
      },
      LIMIT_MS,
    );
  }
});
