import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { auditBytes } from '../../test/audit/audit-bytes.ts';
import { buildJpeg, jpegSegment } from '../../test/audit/build-jpeg.ts';
import { avcTrack, buildMp4, box, growBox, KEY_SLICE, nalUnits } from '../../test/audit/build-mp4.ts';
import { buildPng, pngChunk } from '../../test/audit/build-png.ts';
import { hex, text, u16, u32 } from '../../test/audit/byte-pieces.ts';

const MIB = 1 << 20;

function withComment(bytes: Buffer): Buffer {
  return buildJpeg({ restart: jpegSegment(0xfe, bytes) });
}

function behindPicture(bytes: Buffer): Buffer {
  return Buffer.concat([buildPng(), bytes]);
}

async function kindsIn(file: Buffer): Promise<string[]> {
  const { findings } = await auditBytes(file);
  return findings.map(({ kind }) => kind);
}

describe('findTelltales', () => {
  const planted: Readonly<Record<string, readonly [string, string]>> = {
    'an e-mail address': ['email-like', 'write to jane.doe@example.org, please'],
    'a telephone number': ['phone-like', 'call +49 170 1234567 now'],
    'a telephone link': ['phone-like', 'tel:004917012345678'],
    'an ISO 6709 position': ['gps-like', '+48.8584+002.2945/'],
    'two decimal degrees': ['gps-like', 'at 48.858370, 2.294481 I think'],
    'degrees and minutes': ['gps-like', `48 deg 51' 30.13" N`],
    'a message of a receiver': ['gps-like', '$GPGGA,123519,4807.038,N'],
    'an XMP packet': ['xmp', '<x:xmpmeta xmlns:x="adobe:ns:meta/">'],
    'an encoder': ['encoder-string', 'Lavc59.37.100 libx264'],
    'a content credential': ['provenance', 'c2pa.claim'],
  };

  for (const [name, [kind, secret]] of Object.entries(planted)) {
    test(`finds ${name} as ASCII and as UTF-16`, async () => {
      expect(await kindsIn(behindPicture(text(`..${secret}..`)))).toContain(kind);
      expect(await kindsIn(behindPicture(Buffer.from(`..${secret}..`, 'utf16le')))).toContain(kind);
      expect(await kindsIn(behindPicture(Buffer.from(`..${secret}..`, 'utf16le').swap16()))).toContain(kind);
    });
  }

  test('finds text across the border of two slices, once', async () => {
    for (const shift of [-40, -20, -8, 0, 8]) {
      const secret = text('jane.doe@example.org');
      const file = Buffer.concat([
        buildPng(),
        Buffer.alloc(MIB - 1024 - buildPng().length + shift),
        secret,
        Buffer.alloc(2 * MIB),
      ]);
      expect((await kindsIn(file)).filter((kind) => kind === 'email-like')).toHaveLength(1);
    }
  });

  test('finds an e-mail address inside coded frames', async () => {
    const slice = Buffer.concat([KEY_SLICE, text('@@ jane.doe@example.org @@'), hex('80')]);
    expect(await kindsIn(buildMp4([avcTrack({ samples: [nalUnits(slice)] })]))).toContain('email-like');
  });

  test('does not take the noise of compressed pixels for text', async () => {
    let seed = 1;
    const noise = Uint8Array.from({ length: 4 * MIB }, () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed >>> 24;
    });
    const slice = Buffer.concat([KEY_SLICE, noise, hex('80')]);
    expect(await kindsIn(buildMp4([avcTrack({ samples: [nalUnits(slice)] })]))).toEqual([]);
  });

  test('gives the bytes of a thumbnail, so that it can be cut out', async () => {
    const thumbnail = buildJpeg();
    const directory = Buffer.concat([
      text('MM\0*'),
      u32(8),
      u16(1),
      u16(0x8825, 4),
      u32(1, 0),
      u32(26),
      u16(2),
      u16(0x201, 4),
      u32(1, 56),
      u16(0x202, 4),
      u32(1, thumbnail.length),
      u32(0),
    ]);
    const file = buildJpeg({ restart: jpegSegment(0xe1, Buffer.concat([text('Exif\0\0'), directory, thumbnail])) });
    const { findings } = await auditBytes(file);
    const found = findings.find(({ kind }) => kind === 'thumbnail');
    expect(found && file.subarray(found.offset, found.offset + found.length)).toEqual(thumbnail);
    expect(findings.map(({ kind }) => kind)).toContain('gps-like');
  });

  test('finds a cover picture inside metadata of a video', async () => {
    const cover = box('udta', box('meta', u32(0), box('ilst', box('covr', box('data', u32(13, 0), buildPng())))));
    const file = growBox(buildMp4(), 'moov', cover);
    const { findings } = await auditBytes(file);
    const found = findings.find(({ kind }) => kind === 'thumbnail');
    expect(found && file.subarray(found.offset, found.offset + found.length)).toEqual(buildPng());
  });

  test('finds a picture, a video and an archive behind the end of a picture', async () => {
    expect(await kindsIn(Buffer.concat([buildJpeg(), buildJpeg()]))).toContain('second-picture');
    expect(await kindsIn(Buffer.concat([buildJpeg(), buildMp4()]))).toContain('embedded-file');
    expect(
      await kindsIn(
        Buffer.concat([
          buildPng(),
          hex('504b0304 14 00 0000 0800 00000000 00000000 00000000 00000000 0400 0000'),
          text('name'),
        ]),
      ),
    ).toContain('embedded-file');
  });

  test('does not look into compressed text, and says so', async () => {
    const file = buildPng({
      before: pngChunk('zTXt', Buffer.concat([text('Author\0\0'), deflateSync(text('jane.doe@example.org'))])),
    });
    const { findings, limits } = await auditBytes(file);
    expect(findings.map(({ kind }) => kind)).toEqual(['comment']);
    expect(limits.join(' ')).toContain('compressed');
  });

  test('names kinds and places, never the text itself', async () => {
    const { findings } = await auditBytes(withComment(text('jane.doe@example.org')));
    expect(JSON.stringify(findings)).not.toContain('jane');
  });
});
