import { join, text, u32le } from '../bytes.ts';
import { secretPosition, secretText, type Canary } from '../canary.ts';
import { positionNeedles } from '../spell.ts';
import { buildExif, gpsDirectory, gpsNeedles } from './build-exif.ts';
import { buildProfile } from './build-profile.ts';
import { buildXmp } from './build-xmp.ts';
import type { Planted } from './plant-jpeg.ts';

const HAS_PROFILE = 0x20;
const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;

function chunk(type: string, body: Uint8Array): Buffer {
  return join(text(type), u32le(body.length), body, Buffer.alloc(body.length % 2));
}

function textCanary(name: string, place: string): Canary {
  return { name, place, needles: [secretText(name)] };
}

/** A profile, EXIF, XMP and an unknown chunk around a simple WebP picture of the given size. */
export function plantWebp(webp: Buffer, width: number, height: number): Planted {
  const position = secretPosition('webp-exif-gps');
  const canvas = Buffer.alloc(10);
  canvas[0] = HAS_PROFILE | HAS_EXIF | HAS_XMP;
  canvas.writeUIntLE(width - 1, 4, 3);
  canvas.writeUIntLE(height - 1, 7, 3);
  const body = join(
    text('WEBP'),
    chunk('VP8X', canvas),
    chunk('ICCP', buildProfile(secretText('webp-icc-description'))),
    webp.subarray(12),
    chunk(
      'EXIF',
      buildExif({
        main: [
          [0x013b, secretText('webp-exif-artist')],
          [0x8825, { directory: gpsDirectory(position) }],
        ],
      }),
    ),
    chunk('XMP ', buildXmp({ creator: secretText('webp-xmp-creator') })),
    chunk('WREN', text(secretText('webp-private-chunk'))),
  );
  return {
    bytes: join(text('RIFF'), u32le(body.length), body),
    canaries: [
      textCanary('webp-icc-description', 'description of the colour profile'),
      textCanary('webp-exif-artist', 'EXIF artist'),
      {
        name: 'webp-exif-gps',
        place: 'EXIF position',
        needles: [...gpsNeedles(position), ...positionNeedles(position)],
      },
      textCanary('webp-xmp-creator', 'XMP creator'),
      textCanary('webp-private-chunk', 'chunk of an unknown application'),
    ],
  };
}

/** A text behind a WebP picture. */
export function plantWebpTail(webp: Buffer): Planted {
  return {
    bytes: join(webp, text(secretText('webp-tail'))),
    canaries: [textCanary('webp-tail', 'text behind the end of the file')],
  };
}
