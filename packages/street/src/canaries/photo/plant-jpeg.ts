import sharp from 'sharp';
import { insert, join, middleOf, text, u16, u32 } from '../bytes.ts';
import { secretColor, secretPosition, secretText, secretTime, type Canary } from '../canary.ts';
import { buildZip } from '../build-zip.ts';
import { exifTime, positionNeedles, timeNeedles } from '../spell.ts';
import { buildExif, gpsDirectory, gpsNeedles, type ExifDirectory } from './build-exif.ts';
import { buildProfile } from './build-profile.ts';
import { buildXmp } from './build-xmp.ts';
import { drawPortrait } from './draw-portrait.ts';

/** Bytes with canaries in them. */
export interface Planted {
  readonly bytes: Buffer;
  readonly canaries: readonly Canary[];
}

function textCanary(name: string, place: string): Canary {
  return { name, place, needles: [secretText(name)] };
}

function segment(marker: number, ...body: Uint8Array[]): Buffer {
  const joined = join(...body);
  return join(Buffer.from([0xff, marker]), u16(joined.length + 2), joined);
}

function afterStart(jpeg: Buffer, ...segments: Buffer[]): Buffer {
  return insert(jpeg, 2, join(...segments));
}

/** All text and numbers that EXIF has a place for, a thumbnail, and a second position beside it. */
export async function plantExif(jpeg: Buffer): Promise<Planted> {
  const face = await drawPortrait(secretColor(0), 160);
  const main = secretPosition('jpeg-exif-gps');
  const beside = secretPosition('jpeg-ifd1-gps');
  const taken = secretTime('jpeg-exif-time');
  const unicodeComment = join(text('UNICODE\0'), Buffer.from(secretText('jpeg-exif-user-comment'), 'utf16le'));
  const exif: ExifDirectory = [
    [0x9003, exifTime(taken)],
    [0x927c, { bytes: join(text('WRENCAM\0'), text(secretText('jpeg-maker-note'))) }],
    [0x9286, { bytes: unicodeComment }],
    [0xa420, secretText('jpeg-exif-image-id')],
    [0xa430, secretText('jpeg-exif-owner')],
    [0xa431, secretText('jpeg-exif-serial')],
    [0xa435, secretText('jpeg-exif-lens-serial')],
  ];
  const data = buildExif({
    main: [
      [0x010e, secretText('jpeg-exif-description')],
      [0x010f, secretText('jpeg-exif-make')],
      [0x0110, secretText('jpeg-exif-model')],
      [0x013b, secretText('jpeg-exif-artist')],
      [0x8298, secretText('jpeg-exif-copyright')],
      [0x8769, { directory: exif }],
      [0x8825, { directory: gpsDirectory(main) }],
      [0x9c9d, { bytes: Buffer.from(`${secretText('jpeg-exif-xp-author')}\0`, 'utf16le') }],
    ],
    thumbnail: {
      directory: [
        [0x0103, { shorts: [6] }],
        [0x8825, { directory: gpsDirectory(beside) }],
      ],
      jpeg: face,
    },
  });
  const names = {
    'jpeg-exif-description': 'EXIF image description',
    'jpeg-exif-make': 'EXIF camera maker',
    'jpeg-exif-model': 'EXIF camera model',
    'jpeg-exif-artist': 'EXIF artist',
    'jpeg-exif-copyright': 'EXIF copyright',
    'jpeg-exif-xp-author': 'EXIF author as Windows writes it (UTF-16)',
    'jpeg-exif-user-comment': 'EXIF user comment (UTF-16)',
    'jpeg-exif-image-id': 'EXIF unique image number',
    'jpeg-exif-owner': 'EXIF camera owner',
    'jpeg-exif-serial': 'EXIF serial number of the camera',
    'jpeg-exif-lens-serial': 'EXIF serial number of the lens',
    'jpeg-maker-note': 'EXIF maker note',
  };
  return {
    bytes: afterStart(jpeg, segment(0xe1, text('Exif\0\0'), data)),
    canaries: [
      ...Object.entries(names).map(([name, place]) => textCanary(name, place)),
      { name: 'jpeg-exif-time', place: 'EXIF time of taking', needles: timeNeedles(taken) },
      { name: 'jpeg-exif-gps', place: 'EXIF position', needles: [...gpsNeedles(main), ...positionNeedles(main)] },
      {
        name: 'jpeg-ifd1-gps',
        place: 'EXIF position beside the thumbnail (IFD1)',
        needles: [...gpsNeedles(beside), ...positionNeedles(beside)],
      },
      { name: 'jpeg-thumbnail', place: 'face in the EXIF thumbnail', needles: [middleOf(face)], color: secretColor(0) },
    ],
  };
}

function resource(id: number, data: Buffer): Buffer {
  return join(text('8BIM'), u16(id, 0), u32(data.length), data, Buffer.alloc(data.length % 2));
}

/** XMP, its extension, IPTC, a thumbnail of Photoshop's, comments, a profile, private segments, a content credential. */
export async function plantJpegSegments(jpeg: Buffer): Promise<Planted> {
  const thumbnail = await drawPortrait(secretColor(1), 120);
  const xmpThumbnail = await drawPortrait(secretColor(2), 48);
  const jfxx = await drawPortrait(secretColor(3), 80);
  const claimThumbnail = await drawPortrait(secretColor(4), 96);
  const xmp = buildXmp({
    creator: secretText('jpeg-xmp-creator'),
    position: secretPosition('jpeg-xmp-gps'),
    person: secretText('jpeg-xmp-person'),
    thumbnail: xmpThumbnail,
  });
  const extension = text(
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><note>${secretText('jpeg-xmp-extension')}</note></x:xmpmeta>`,
  );
  const guid = '0123456789ABCDEF0123456789ABCDEF';
  const iptc = join(
    ...[
      [80, 'jpeg-iptc-byline'],
      [90, 'jpeg-iptc-city'],
      [120, 'jpeg-iptc-caption'],
    ].map(([record, name]) => {
      const value = text(secretText(String(name)));
      return join(Buffer.from([0x1c, 2, Number(record)]), u16(value.length), value);
    }),
  );
  const photoshopThumbnail = join(u32(1, 120, 120, 360, 43_200, thumbnail.length), u16(24, 1), thumbnail);
  const description = (uuid: string, label: string): Buffer =>
    box('jumd', Buffer.from(uuid, 'hex'), Buffer.from([3]), text(`${label}\0`));
  const claim = box(
    'jumb',
    description('6332706100110010800000aa00389b71', 'c2pa'),
    box('json', text(`{"author":"${secretText('jpeg-c2pa-author')}"}`)),
    box('bidb', claimThumbnail),
  );
  const bytes = afterStart(
    jpeg,
    segment(0xe0, text('JFXX\0'), Buffer.from([0x10]), jfxx),
    segment(0xe1, text('http://ns.adobe.com/xap/1.0/\0'), xmp),
    segment(0xe1, text(`http://ns.adobe.com/xmp/extension/\0${guid}`), u32(extension.length, 0), extension),
    segment(0xe2, text('ICC_PROFILE\0'), Buffer.from([1, 1]), buildProfile(secretText('jpeg-icc-description'))),
    segment(0xe8, text('WRENCAM\0'), text(secretText('jpeg-private-segment'))),
    segment(0xeb, text('JP'), u16(1), u32(1), claim),
    segment(0xec, text('PictureInfo\0'), text(`[user] name=${secretText('jpeg-picture-info')}`)),
    segment(0xed, text('Photoshop 3.0\0'), resource(0x0404, iptc), resource(0x040c, photoshopThumbnail)),
    segment(0xfe, text(secretText('jpeg-comment'))),
  );
  const position = secretPosition('jpeg-xmp-gps');
  return {
    bytes,
    canaries: [
      textCanary('jpeg-xmp-creator', 'XMP creator'),
      textCanary('jpeg-xmp-person', 'XMP person shown'),
      { name: 'jpeg-xmp-gps', place: 'XMP position', needles: positionNeedles(position) },
      {
        name: 'jpeg-xmp-thumbnail',
        place: 'face in the XMP thumbnail (base64)',
        needles: [middleOf(xmpThumbnail), middleOf(text(xmpThumbnail.toString('base64')))],
        color: secretColor(2),
      },
      textCanary('jpeg-xmp-extension', 'extended XMP'),
      textCanary('jpeg-iptc-byline', 'IPTC by-line'),
      textCanary('jpeg-iptc-city', 'IPTC city'),
      textCanary('jpeg-iptc-caption', 'IPTC caption'),
      {
        name: 'jpeg-photoshop-thumbnail',
        place: "face in Photoshop's thumbnail",
        needles: [middleOf(thumbnail)],
        color: secretColor(1),
      },
      {
        name: 'jpeg-jfxx-thumbnail',
        place: 'face in the JFIF thumbnail',
        needles: [middleOf(jfxx)],
        color: secretColor(3),
      },
      textCanary('jpeg-icc-description', 'description of the colour profile'),
      textCanary('jpeg-private-segment', 'segment of an unknown application'),
      textCanary('jpeg-picture-info', 'picture info (APP12)'),
      textCanary('jpeg-c2pa-author', 'author in a content credential (C2PA)'),
      {
        name: 'jpeg-c2pa-thumbnail',
        place: 'face in a content credential (C2PA)',
        needles: [middleOf(claimThumbnail)],
        color: secretColor(4),
      },
      textCanary('jpeg-comment', 'comment'),
    ],
  };
}

function box(type: string, ...content: Uint8Array[]): Buffer {
  const body = join(...content);
  return join(u32(body.length + 8), text(type), body);
}

/** A second picture behind the first: index of several pictures, gain map. */
export async function plantSecondPictures(jpeg: Buffer): Promise<Planted> {
  const second = await drawPortrait(secretColor(0), 200);
  const gainMap = await sharp(await drawPortrait(secretColor(1), 220))
    .jpeg()
    .toBuffer();
  const described = afterStart(
    gainMap,
    segment(
      0xe1,
      text('http://ns.adobe.com/xap/1.0/\0'),
      text(
        `<x:xmpmeta xmlns:x="adobe:ns:meta/"><r xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" note="${secretText('jpeg-gain-map-note')}"/></x:xmpmeta>`,
      ),
    ),
  );
  const indexBytes = 50;
  const firstLength = jpeg.length + 4 + 4 + indexBytes + 32;
  const entries = join(u32(0x030000, firstLength, 0), u16(0, 0), u32(0, second.length, firstLength - 10), u16(0, 0));
  const index = join(
    text('MM\0*'),
    u32(8),
    u16(3),
    u16(0xb000, 7),
    u32(4),
    text('0100'),
    u16(0xb001, 4),
    u32(1, 2),
    u16(0xb002, 7),
    u32(32, indexBytes),
    u32(0),
    entries,
  );
  return {
    bytes: join(afterStart(jpeg, segment(0xe2, text('MPF\0'), index)), second, described),
    canaries: [
      {
        name: 'jpeg-mpf-second-picture',
        place: 'face in a second picture (MPF)',
        needles: [middleOf(second)],
        color: secretColor(0),
      },
      { name: 'jpeg-gain-map', place: 'face in a gain map', needles: [middleOf(gainMap)], color: secretColor(1) },
      textCanary('jpeg-gain-map-note', 'text beside a gain map'),
    ],
  };
}

/** A film behind the picture, as phones keep motion photos. */
export function plantMotionTail(jpeg: Buffer, film: Planted): Planted {
  const note = text(
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><r xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:MotionPhoto="1" GCamera:MicroVideoOffset="${film.bytes.length}"/></x:xmpmeta>`,
  );
  return {
    bytes: join(afterStart(jpeg, segment(0xe1, text('http://ns.adobe.com/xap/1.0/\0'), note)), film.bytes),
    canaries: film.canaries,
  };
}

/** An archive behind the picture, and bytes inside its coded data that decode to nothing. */
export function plantTails(jpeg: Buffer): Planted {
  const inside = insert(jpeg, jpeg.length - 2, text(secretText('jpeg-scan-rest')));
  const zip = buildZip('note.txt', text(`${secretText('jpeg-zip-tail')} `.repeat(8)));
  return {
    bytes: join(inside, text(secretText('jpeg-tail')), zip),
    canaries: [
      textCanary('jpeg-scan-rest', 'bytes after the last coded block'),
      textCanary('jpeg-tail', 'text behind the end of the picture'),
      textCanary('jpeg-zip-tail', 'ZIP archive behind the end of the picture (deflated)'),
    ],
  };
}
