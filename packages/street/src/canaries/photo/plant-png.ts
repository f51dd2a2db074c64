import { crc32, deflateSync } from 'node:zlib';
import { insert, join, middleOf, text, u16, u32 } from '../bytes.ts';
import { secretColor, secretPosition, secretText, secretTime, type Canary } from '../canary.ts';
import { positionNeedles, timeNeedles } from '../spell.ts';
import { buildExif, gpsDirectory, gpsNeedles } from './build-exif.ts';
import { buildProfile } from './build-profile.ts';
import { buildXmp } from './build-xmp.ts';
import { drawPortraitPixels } from './draw-portrait.ts';
import type { Planted } from './plant-jpeg.ts';
import sharp from 'sharp';

const HEADER_BYTES = 8 + 25;

function chunk(type: string, ...body: Uint8Array[]): Buffer {
  const typed = join(text(type), ...body);
  return join(u32(typed.length - 4), typed, u32(crc32(typed)));
}

function textCanary(name: string, place: string): Canary {
  return { name, place, needles: [secretText(name)] };
}

/** Texts, EXIF, a time, a profile, private chunks, bytes behind the end and inside the data of a PNG. */
export async function plantPngChunks(png: Buffer): Promise<Planted> {
  const position = secretPosition('png-exif-gps');
  const changed = secretTime('png-time');
  const date = new Date(changed * 1000);
  const exif = buildExif({
    main: [
      [0x013b, secretText('png-exif-artist')],
      [0x8825, { directory: gpsDirectory(position) }],
    ],
  });
  const raw = Buffer.from(join(text('Exif\0\0'), text(secretText('png-raw-profile')))).toString('hex');
  const before = join(
    chunk('iCCP', text('Wren\0\0'), deflateSync(buildProfile(secretText('png-icc-description')))),
    chunk('tEXt', text('Author\0'), text(secretText('png-text'))),
    chunk('zTXt', text('Comment\0\0'), deflateSync(text(`${secretText('png-compressed-text')} `.repeat(4)))),
    chunk('iTXt', text('Title\0\0\0de\0Titel\0'), text(secretText('png-international-text'))),
    chunk('iTXt', text('XML:com.adobe.xmp\0\0\0\0\0'), buildXmp({ creator: secretText('png-xmp-creator') })),
    chunk(
      'zTXt',
      text('Raw profile type exif\0\0'),
      deflateSync(text(`\nexif\n${String(raw.length / 2).padStart(8)}\n${raw}\n`)),
    ),
    chunk('eXIf', exif),
    chunk(
      'tIME',
      u16(date.getUTCFullYear()),
      Buffer.from([
        date.getUTCMonth() + 1,
        date.getUTCDate(),
        date.getUTCHours(),
        date.getUTCMinutes(),
        date.getUTCSeconds(),
      ]),
    ),
    chunk('wrEn', text(secretText('png-private-chunk'))),
    chunk('caBX', text(`jumb....jumdc2pa ${secretText('png-c2pa')}`)),
  );
  const planted = insert(png, HEADER_BYTES, before);
  const end = planted.length - 12;
  const withRest = insert(planted, end, chunk('IDAT', text(secretText('png-data-rest'))));
  return {
    bytes: join(withRest, text(secretText('png-tail'))),
    canaries: [
      textCanary('png-icc-description', 'description of the colour profile'),
      textCanary('png-text', 'text'),
      textCanary('png-compressed-text', 'compressed text'),
      textCanary('png-international-text', 'international text'),
      textCanary('png-xmp-creator', 'XMP creator'),
      {
        name: 'png-raw-profile',
        place: 'EXIF as ImageMagick keeps it (hexadecimal, compressed)',
        needles: [secretText('png-raw-profile'), Buffer.from(secretText('png-raw-profile')).toString('hex')],
      },
      textCanary('png-exif-artist', 'EXIF artist'),
      {
        name: 'png-exif-gps',
        place: 'EXIF position',
        needles: [...gpsNeedles(position), ...positionNeedles(position)],
      },
      { name: 'png-time', place: 'time of the last change', needles: timeNeedles(changed) },
      textCanary('png-private-chunk', 'chunk of an unknown application'),
      textCanary('png-c2pa', 'content credential (C2PA)'),
      textCanary('png-data-rest', 'bytes after the coded picture, in its chunks'),
      textCanary('png-tail', 'text behind the end of the picture'),
    ],
  };
}

/** The rest of a larger picture behind the end (as cropping tools have left it), and a face in colours that transparency hides. */
export async function plantPngPictures(width: number, height: number): Promise<Planted> {
  const cropped = await sharp(await drawPortraitPixels(secretColor(1), 160, 160), {
    raw: { width: 160, height: 160, channels: 3 },
  })
    .png()
    .toBuffer();
  const hidden = await drawPortraitPixels(secretColor(2), width, height);
  const rgba = Buffer.alloc(width * height * 4);
  for (let i = 0; i < width * height; i += 1) {
    hidden.copy(rgba, 4 * i, 3 * i, 3 * i + 3);
    rgba[4 * i + 3] = i % width < width / 2 ? 0 : 255;
    if (rgba[4 * i + 3] === 255) rgba.fill(128, 4 * i, 4 * i + 3);
  }
  const png = await sharp(rgba, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
  return {
    bytes: join(png, cropped),
    canaries: [
      {
        name: 'png-cropped-picture',
        place: 'face in the rest of a larger picture behind the end',
        needles: [middleOf(cropped)],
        color: secretColor(1),
      },
      {
        name: 'png-under-transparency',
        place: 'face in colours under transparency',
        needles: [],
        color: secretColor(2),
      },
    ],
  };
}
