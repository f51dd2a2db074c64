import { deflateSync } from 'node:zlib';
import type { AuditKind } from '@passerby/engine';
import { buildGif } from './build-gif.ts';
import { buildJpeg, jpegPiecesWithRestart, jpegSegment } from './build-jpeg.ts';
import {
  av1Track,
  avcEntry,
  avcTrack,
  box,
  buildMp4,
  FRAME_OBU,
  growBox,
  KEY_SLICE,
  nalUnits,
  opusEntry,
  patchBox,
  PICTURE_SET,
  SEQUENCE_SET,
  SLICE,
  soundTrack,
} from './build-mp4.ts';
import { buildPng, PNG_DATA, PNG_HEADER, pngChunk } from './build-png.ts';
import {
  buildWebp,
  WEBP_ALPHA,
  WEBP_ANIMATION,
  WEBP_LOSSLESS,
  WEBP_LOSSY,
  webpChunk,
  webpFrame,
  webpHeader,
} from './build-webp.ts';
import { hex, insert, overwrite, text, u16, u32 } from './byte-pieces.ts';

/** A file that breaks one rule of the allow-list. */
export interface Violation {
  /** `container/structure`, and `.field` where it is about one value. */
  readonly rule: string;
  readonly kind: AuditKind;
  readonly bytes: Buffer;
}

const SECRET = text('a secret of twenty-six.');

function violate(rule: string, kind: AuditKind, bytes: Buffer): Violation {
  return { rule, kind, bytes };
}

function withByte(bytes: Buffer, offset: number, value: number): Buffer {
  return overwrite(bytes, offset, Buffer.from([value]));
}

function frameHeader(process: number, precision: number, components: number): Buffer {
  const parts = Array.from({ length: components }, (_, i) => Buffer.from([i + 1, 0x11, 0]));
  return jpegSegment(
    0xc0 + process,
    Buffer.concat([Buffer.from([precision]), hex('0008 0008'), Buffer.from([components]), ...parts]),
  );
}

const oneCode = Buffer.concat([hex('01 00000000 00000000 00000000 000000'), hex('00')]);

const JPEG: readonly Violation[] = [
  violate('jpeg/SOI', 'not-listed', buildJpeg({ quantisation: hex('ffd8') })),
  violate(
    'jpeg/DQT.table',
    'not-listed',
    buildJpeg({ quantisation: jpegSegment(0xdb, Buffer.concat([hex('05'), Buffer.alloc(64, 1)])) }),
  ),
  violate(
    'jpeg/DHT.table',
    'not-listed',
    buildJpeg({ restart: jpegSegment(0xc4, Buffer.concat([hex('07'), oneCode])) }),
  ),
  violate(
    'jpeg/DHT.class',
    'not-listed',
    buildJpeg({ restart: jpegSegment(0xc4, Buffer.concat([hex('20'), oneCode])) }),
  ),
  violate('jpeg/DRI', 'damaged', buildJpeg({ restart: jpegSegment(0xdd, Buffer.concat([u16(0), SECRET])) })),
  violate('jpeg/SOF.process', 'not-listed', buildJpeg({ frame: frameHeader(1, 8, 1) })),
  violate('jpeg/SOF.precision', 'not-listed', buildJpeg({ frame: frameHeader(0, 12, 1) })),
  violate('jpeg/SOF.components', 'not-listed', buildJpeg({ frame: frameHeader(0, 8, 4) })),
  violate('jpeg/SOS', 'unaccounted', buildJpeg({ data: Buffer.concat([hex('3f'), SECRET]) })),
  violate('jpeg/SOS', 'unaccounted', buildJpeg({ data: hex('00') })),
  violate('jpeg/RST', 'not-listed', buildJpeg({ restart: hex('ffd0') })),
  violate('jpeg/RST', 'damaged', buildJpeg({ data: hex('3f ffd5 3f') }, jpegPiecesWithRestart())),
  violate('jpeg/EOI', 'trailing-data', buildJpeg({ end: Buffer.concat([hex('ffd9'), SECRET]) })),
];

function pngHeader(at: number, value: number): Buffer {
  return buildPng({ header: withByte(PNG_HEADER, at, value) });
}

const PNG: readonly Violation[] = [
  violate('png/signature', 'unknown-container', withByte(buildPng(), 1, 0x51)),
  violate('png/IHDR.bitDepth', 'not-listed', pngHeader(8, 4)),
  violate('png/IHDR.colorType', 'not-listed', pngHeader(9, 3)),
  violate('png/IHDR.compression', 'not-listed', pngHeader(10, 1)),
  violate('png/IHDR.filter', 'not-listed', pngHeader(11, 1)),
  violate('png/IHDR.interlace', 'not-listed', pngHeader(12, 1)),
  violate('png/pHYs.horizontal', 'metadata', overwrite(buildPng(), 41, u32(2835))),
  violate('png/pHYs.vertical', 'metadata', overwrite(buildPng(), 45, u32(2835))),
  violate('png/pHYs.unit', 'not-listed', withByte(buildPng(), 49, 0)),
  violate('png/IDAT', 'unaccounted', buildPng({ data: Buffer.concat([PNG_DATA, SECRET]) })),
  violate('png/IDAT', 'unaccounted', buildPng({ data: deflateSync(Buffer.concat([Buffer.alloc(14), SECRET])) })),
  violate('png/IDAT', 'damaged', buildPng({ data: deflateSync(Buffer.alloc(7)) })),
  violate('png/IEND', 'trailing-data', buildPng({ tail: SECRET })),
];

const WEBP: readonly Violation[] = [
  violate('webp/RIFF', 'trailing-data', Buffer.concat([buildWebp(WEBP_LOSSY), SECRET])),
  violate('webp/VP8X.reserved', 'metadata', buildWebp(webpHeader(0x11), WEBP_ALPHA, WEBP_LOSSY)),
  violate('webp/VP8X.profile', 'icc', buildWebp(webpHeader(0x30), WEBP_ALPHA, WEBP_LOSSY)),
  violate('webp/VP8X.exif', 'exif', buildWebp(webpHeader(0x18), WEBP_ALPHA, WEBP_LOSSY)),
  violate('webp/VP8X.xmp', 'xmp', buildWebp(webpHeader(0x14), WEBP_ALPHA, WEBP_LOSSY)),
  violate('webp/ANIM', 'metadata', buildWebp(webpHeader(0x02), webpChunk('ANIM', SECRET), webpFrame(WEBP_LOSSY))),
  violate(
    'webp/ANMF.reserved',
    'not-listed',
    withByte(buildWebp(webpHeader(0x02), WEBP_ANIMATION, webpFrame(WEBP_LOSSY)), 67, 0x80),
  ),
  violate('webp/ALPH.reserved', 'not-listed', buildWebp(webpHeader(0x10), webpChunk('ALPH', hex('c0 ff')), WEBP_LOSSY)),
  violate('webp/VP8 .keyFrame', 'not-listed', withByte(buildWebp(WEBP_LOSSY), 20, 0x31)),
  violate('webp/VP8 .shown', 'not-listed', withByte(buildWebp(WEBP_LOSSY), 20, 0x20)),
  violate('webp/VP8L.version', 'not-listed', withByte(buildWebp(WEBP_LOSSLESS), 24, 0xe0)),
];

const GIF: readonly Violation[] = [
  violate('gif/header.version', 'not-listed', overwrite(buildGif(), 3, text('87a'))),
  violate('gif/header.aspect', 'not-listed', withByte(buildGif(), 12, 7)),
  violate('gif/colors', 'damaged', buildGif().subarray(0, 16)),
  violate(
    'gif/NETSCAPE',
    'metadata',
    buildGif({ loop: Buffer.concat([hex('21ff0b'), text('NETSCAPE2.0'), hex('17'), SECRET, hex('00')]) }),
  ),
  violate('gif/control.reserved', 'not-listed', buildGif({ control: hex('21f904 e0 0400 00 00') })),
  violate('gif/image.reserved', 'not-listed', buildGif({ image: hex('2c 0000 0000 0100 0100 18') })),
  violate('gif/image', 'unaccounted', buildGif({ data: Buffer.concat([hex('02 02 4401 17'), SECRET, hex('00')]) })),
  violate('gif/trailer', 'trailing-data', buildGif({ trailer: Buffer.concat([hex('3b'), SECRET]) })),
];

const TRAK = 'moov/trak';
const MDIA = `${TRAK}/mdia`;
const STBL = `${MDIA}/minf/stbl`;

/** One value of a box's body in a clean file, changed. */
interface Patch {
  readonly field: string;
  readonly kind: AuditKind;
  readonly at: number;
  readonly bytes: Buffer;
}

function patches(file: Buffer, path: string, ...list: readonly Patch[]): Violation[] {
  return list.map(({ field, kind, at, bytes }) =>
    violate(`mp4/${path}.${field}`, kind, patchBox(file, path, at, bytes)),
  );
}

function patch(field: string, at: number, digits: string, kind: AuditKind = 'not-listed'): Patch {
  return { field, kind, at, bytes: hex(digits) };
}

const video = buildMp4([avcTrack({ shifts: [0, 100, 0xffffff9c] })]);
const av1 = buildMp4([av1Track()]);
const large = buildMp4([avcTrack({ isLarge: true })]);
const sound = buildMp4([soundTrack(), avcTrack()]);
const opus = buildMp4([{ ...soundTrack(), entry: opusEntry() }, avcTrack()]);

function pictureEntryPatches(file: Buffer, path: string): Violation[] {
  return patches(
    file,
    path,
    patch('reserved', 2, '41', 'metadata'),
    patch('dataReference', 6, '0002'),
    patch('preDefined', 12, '41', 'metadata'),
    patch('resolution', 28, '00600000'),
    patch('framesPerSample', 40, '0002'),
    patch('compressorName', 42, '03616263', 'encoder-string'),
    patch('compressorName', 60, '61', 'encoder-string'),
    patch('depth', 74, '0020'),
    patch('colorTable', 76, '0000'),
  );
}

function soundEntryPatches(file: Buffer, path: string): Violation[] {
  return patches(
    file,
    path,
    patch('reserved', 2, '41', 'metadata'),
    patch('dataReference', 6, '0002'),
    patch('version', 8, '0001'),
    patch('vendor', 12, '4c617663', 'metadata'),
    patch('sampleBits', 18, '0018'),
    patch('compression', 20, 'fffe'),
    patch('packet', 22, '0001'),
  );
}

function tablePatches(file: Buffer, type: string): Violation[] {
  return [
    ...patches(file, `${STBL}/${type}`, patch('version', 0, '07'), patch('flags', 3, '01')),
    violate(`mp4/${STBL}/${type}`, 'damaged', growBox(file, `${STBL}/${type}`, SECRET)),
  ];
}

function withSamples(...samples: Buffer[]): Buffer {
  return buildMp4([avcTrack({ samples })]);
}

const MP4: readonly Violation[] = [
  ...patches(
    video,
    'ftyp',
    patch('majorBrand', 0, '71742020'),
    patch('minorVersion', 4, '20240501'),
    patch('brand', 12, '41424344'),
  ),
  violate('mp4/mdat', 'unaccounted', growBox(video, 'mdat', SECRET)),
  violate('mp4/moov', 'metadata', buildMp4([avcTrack()], [box('udta', SECRET)])),
  ...patches(
    video,
    'moov/mvhd',
    patch('version', 0, '00', 'metadata'),
    patch('flags', 3, '01'),
    patch('creationTime', 8, '01', 'time'),
    patch('modificationTime', 16, '01', 'time'),
    patch('rate', 32, '00020000'),
    patch('volume', 36, '0200'),
    patch('reserved', 38, '01', 'metadata'),
    patch('matrix', 51, '01'),
    patch('preDefined', 90, '01', 'metadata'),
    patch('nextTrack', 108, '00000009'),
  ),
  violate(`mp4/${TRAK}`, 'metadata', growBox(video, TRAK, box('udta', SECRET))),
  ...patches(
    video,
    `${TRAK}/tkhd`,
    patch('version', 0, '00', 'metadata'),
    patch('flags', 3, '0f'),
    patch('creationTime', 8, '01', 'time'),
    patch('modificationTime', 16, '01', 'time'),
    patch('track', 20, '00000007'),
    patch('reserved', 26, '01', 'metadata'),
    patch('layer', 44, '0001'),
    patch('alternateGroup', 46, '0005'),
    patch('volume', 48, '0200'),
    patch('matrix', 55, '01'),
  ),
  violate(`mp4/${MDIA}`, 'metadata', growBox(video, MDIA, box('elng', SECRET))),
  ...patches(
    video,
    `${MDIA}/mdhd`,
    patch('version', 0, '00', 'metadata'),
    patch('flags', 3, '01'),
    patch('creationTime', 8, '01', 'time'),
    patch('modificationTime', 16, '01', 'time'),
    patch('language', 32, '15c7'),
    patch('preDefined', 34, '0001'),
  ),
  ...patches(
    video,
    `${MDIA}/hdlr`,
    patch('version', 0, '01'),
    patch('flags', 3, '01'),
    patch('preDefined', 4, '6d686c72'),
    patch('handler', 8, '6d657461', 'data-track'),
    patch('reserved', 14, '41', 'metadata'),
  ),
  violate(`mp4/${MDIA}/hdlr.name`, 'name', growBox(video, `${MDIA}/hdlr`, SECRET)),
  violate(`mp4/${MDIA}/minf`, 'metadata', growBox(video, `${MDIA}/minf`, box('gmhd', SECRET))),
  ...patches(
    video,
    `${MDIA}/minf/vmhd`,
    patch('version', 0, '01'),
    patch('flags', 3, '00'),
    patch('mode', 4, '0040'),
    patch('color', 8, '41', 'metadata'),
  ),
  ...patches(
    sound,
    `${MDIA}/minf/smhd`,
    patch('version', 0, '01'),
    patch('flags', 3, '01'),
    patch('balance', 4, '0100'),
    patch('reserved', 6, '4142', 'metadata'),
  ),
  violate(`mp4/${MDIA}/minf/dinf`, 'metadata', growBox(video, `${MDIA}/minf/dinf`, box('cios', SECRET))),
  ...patches(
    video,
    `${MDIA}/minf/dinf/dref`,
    patch('version', 0, '01'),
    patch('flags', 3, '01'),
    patch('entries', 4, '00000002', 'metadata'),
  ),
  ...patches(video, `${MDIA}/minf/dinf/dref/url `, patch('version', 0, '01'), patch('flags', 3, '00')),
  violate(
    `mp4/${MDIA}/minf/dinf/dref/url .payloadBytes`,
    'metadata',
    growBox(video, `${MDIA}/minf/dinf/dref/url `, SECRET),
  ),
  violate(`mp4/${STBL}`, 'metadata', growBox(video, STBL, box('subs', SECRET))),
  ...patches(
    video,
    `${STBL}/stsd`,
    patch('version', 0, '01'),
    patch('flags', 3, '01'),
    patch('entries', 4, '00000002', 'metadata'),
  ),
  ...pictureEntryPatches(video, `${STBL}/stsd/avc1`),
  ...patches(
    video,
    `${STBL}/stsd/avc1/avcC`,
    patch('version', 0, '02'),
    patch('lengthSize', 4, 'fd'),
    patch('reserved', 4, '03'),
    patch('reserved', 5, '01'),
  ),
  violate(`mp4/${STBL}/stsd/avc1/avcC`, 'unaccounted', growBox(video, `${STBL}/stsd/avc1/avcC`, SECRET)),
  violate(`mp4/${STBL}/stsd/avc1/pasp`, 'metadata', growBox(video, `${STBL}/stsd/avc1/pasp`, SECRET)),
  ...patches(video, `${STBL}/stsd/avc1/colr`, patch('type', 0, '70726f66', 'icc'), patch('reserved', 10, '41')),
  ...pictureEntryPatches(av1, `${STBL}/stsd/av01`),
  ...patches(
    av1,
    `${STBL}/stsd/av01/av1C`,
    patch('version', 0, '82'),
    patch('reserved', 3, '80'),
    patch('presentationDelay', 3, '1f'),
  ),
  violate(`mp4/${STBL}/stsd/av01/av1C`, 'unaccounted', growBox(av1, `${STBL}/stsd/av01/av1C`, SECRET)),
  violate(`mp4/${STBL}/stsd/av01/pasp`, 'metadata', growBox(av1, `${STBL}/stsd/av01/pasp`, SECRET)),
  ...patches(av1, `${STBL}/stsd/av01/colr`, patch('type', 0, '70726f66', 'icc'), patch('reserved', 10, '41')),
  ...soundEntryPatches(sound, `${STBL}/stsd/mp4a`),
  ...soundEntryPatches(opus, `${STBL}/stsd/Opus`),
  ...patches(
    opus,
    `${STBL}/stsd/Opus/dOps`,
    patch('version', 0, '01'),
    patch('channels', 1, '06'),
    patch('gain', 8, '4164', 'metadata'),
    patch('mapping', 10, '01'),
  ),
  ...patches(
    sound,
    `${STBL}/stsd/mp4a/esds`,
    patch('version', 0, '01'),
    patch('flags', 3, '01'),
    patch('esFlags', 8, '20'),
    patch('objectType', 11, '69'),
    patch('streamType', 12, '05'),
    patch('slConfig', 30, '01', 'metadata'),
  ),
  violate(
    `mp4/${STBL}/stsd/mp4a/esds.setupBytes`,
    'metadata',
    overwrite(
      growBox(sound, `${STBL}/stsd/mp4a/esds`, Buffer.alloc(16)),
      sound.indexOf('esds') + 8,
      Buffer.concat([
        hex('03 29 0001 00'),
        hex('04 21 40 15 000000 00000000 00000000 05 12'),
        Buffer.alloc(18, 0x41),
        hex('06 01 02'),
      ]),
    ),
  ),
  ...['stts', 'ctts', 'stss', 'stsc', 'stsz', 'stco'].flatMap((type) => tablePatches(video, type)),
  ...tablePatches(large, 'co64'),
  violate(
    'mp4/nal/5.trailingBits',
    'unaccounted',
    withSamples(nalUnits(Buffer.concat([KEY_SLICE, hex('00')])), nalUnits(SLICE)),
  ),
  violate(
    'mp4/nal/1.trailingBits',
    'unaccounted',
    withSamples(nalUnits(KEY_SLICE), nalUnits(Buffer.concat([SLICE, hex('00')]))),
  ),
  violate(
    'mp4/nal/7.trailingBits',
    'unaccounted',
    withSamples(nalUnits(Buffer.concat([SEQUENCE_SET, SECRET]), KEY_SLICE)),
  ),
  violate(
    'mp4/nal/8.trailingBits',
    'unaccounted',
    withSamples(nalUnits(Buffer.concat([PICTURE_SET, SECRET]), KEY_SLICE)),
  ),
  violate('mp4/obu/1', 'unaccounted', growBox(av1, `${STBL}/stsd/av01/av1C`, FRAME_OBU)),
  violate('mp4/obu/3', 'hidden-frames', buildMp4([{ ...av1Track(), samples: [hex('0a 04 00000000')] }])),
  violate(
    'mp4/obu/4',
    'unaccounted',
    buildMp4([{ ...av1Track(), samples: [Buffer.concat([FRAME_OBU, hex('42 01 00')])] }]),
  ),
  violate(
    'mp4/obu/6',
    'sei',
    buildMp4([{ ...av1Track(), samples: [Buffer.concat([hex('2a 03 040506'), FRAME_OBU])] }]),
  ),
];

/** At least one for every rule and every constant field of the allow-list. */
export const VIOLATIONS: readonly Violation[] = [...JPEG, ...PNG, ...WEBP, ...GIF, ...MP4];

/** Structures that no rule allows, by what they are called. */
export const FORBIDDEN_STRUCTURES: Readonly<Record<string, { readonly kind: AuditKind; readonly bytes: Buffer }>> = {
  'a supplemental unit (SEI)': {
    kind: 'sei',
    bytes: withSamples(nalUnits(Buffer.concat([hex('06 05 17'), SECRET, hex('80')]), KEY_SLICE)),
  },
  'a delimiter with text': {
    kind: 'unaccounted',
    bytes: withSamples(nalUnits(Buffer.concat([hex('09 f0'), SECRET]), KEY_SLICE)),
  },
  'filler data': { kind: 'unaccounted', bytes: withSamples(nalUnits(Buffer.concat([hex('0c'), SECRET]), KEY_SLICE)) },
  'two frames in one sample': { kind: 'hidden-frames', bytes: withSamples(nalUnits(KEY_SLICE, KEY_SLICE)) },
  'a sample without a frame': {
    kind: 'hidden-frames',
    bytes: withSamples(nalUnits(KEY_SLICE), nalUnits(SEQUENCE_SET)),
  },
  'bytes after the units of a sample': {
    kind: 'unaccounted',
    bytes: withSamples(Buffer.concat([nalUnits(KEY_SLICE), hex('0000')])),
  },
  'an edit list that hides frames': { kind: 'hidden-frames', bytes: buildMp4([avcTrack({ edit: [100, 200] })]) },
  'an edit list that hides nothing': { kind: 'not-listed', bytes: buildMp4([avcTrack({ edit: [300, 0] })]) },
  'frames before time 0': { kind: 'hidden-frames', bytes: buildMp4([avcTrack({ shifts: [0xffffff9c, 0, 0] })]) },
  'two frames of one time': { kind: 'hidden-frames', bytes: buildMp4([avcTrack({ shifts: [0, 0, 0xffffff9c] })]) },
  'a second video track': { kind: 'second-video-track', bytes: buildMp4([avcTrack(), avcTrack()]) },
  'a second sound track': { kind: 'second-sound-track', bytes: buildMp4([avcTrack(), soundTrack(), soundTrack()]) },
  'a subtitle track': {
    kind: 'subtitles',
    bytes: buildMp4([avcTrack(), { handler: 'sbtl', entry: box('tx3g'), samples: [SECRET] }]),
  },
  'a timecode track': {
    kind: 'timecode',
    bytes: buildMp4([avcTrack(), { handler: 'tmcd', entry: box('tmcd'), samples: [SECRET] }]),
  },
  'a data track': {
    kind: 'data-track',
    bytes: buildMp4([avcTrack(), { handler: 'meta', entry: box('gpmd'), samples: [SECRET] }]),
  },
  'chapters by reference': { kind: 'chapters', bytes: growBox(buildMp4(), TRAK, box('tref', box('chap', u32(2)))) },
  'private data (uuid)': { kind: 'metadata', bytes: Buffer.concat([buildMp4(), box('uuid', SECRET)]) },
  'free space with a content': { kind: 'metadata', bytes: Buffer.concat([buildMp4(), box('free', SECRET)]) },
  'a box in the sample description': {
    kind: 'metadata',
    bytes: buildMp4([avcTrack({ entry: avcEntry(box('free', SECRET)) })]),
  },
  'bytes after the last box': { kind: 'unaccounted', bytes: Buffer.concat([buildMp4(), SECRET]) },
  'samples outside the media data': { kind: 'damaged', bytes: patchBox(buildMp4(), `${STBL}/stco`, 8, u32(3)) },
  'EXIF in JPEG': {
    kind: 'exif',
    bytes: buildJpeg({ restart: jpegSegment(0xe1, Buffer.concat([text('Exif\0\0'), SECRET])) }),
  },
  'XMP in JPEG': {
    kind: 'xmp',
    bytes: buildJpeg({ restart: jpegSegment(0xe1, Buffer.concat([text('http://ns.adobe.com/xap/1.0/\0'), SECRET])) }),
  },
  'IPTC in JPEG': {
    kind: 'iptc',
    bytes: buildJpeg({ restart: jpegSegment(0xed, Buffer.concat([text('Photoshop 3.0\0'), SECRET])) }),
  },
  'a profile in JPEG': {
    kind: 'icc',
    bytes: buildJpeg({ restart: jpegSegment(0xe2, Buffer.concat([text('ICC_PROFILE\0\x01\x01'), SECRET])) }),
  },
  'several pictures in JPEG': {
    kind: 'metadata',
    bytes: buildJpeg({ restart: jpegSegment(0xe2, Buffer.concat([text('MPF\0'), SECRET])) }),
  },
  'a comment in JPEG': { kind: 'comment', bytes: buildJpeg({ restart: jpegSegment(0xfe, SECRET) }) },
  'a content credential in JPEG': {
    kind: 'provenance',
    bytes: buildJpeg({ restart: jpegSegment(0xeb, Buffer.concat([text('JP'), SECRET])) }),
  },
  'a JFIF thumbnail': {
    kind: 'thumbnail',
    bytes: buildJpeg({ restart: jpegSegment(0xe0, hex('4a46494600 0101 00 0001 0001 01 01 ffffff')) }),
  },
  'an unknown application in JPEG': { kind: 'metadata', bytes: buildJpeg({ restart: jpegSegment(0xe7, SECRET) }) },
  'bytes between JPEG segments': { kind: 'unaccounted', bytes: buildJpeg({ restart: SECRET }) },
  'a fill byte in JPEG': { kind: 'not-listed', bytes: buildJpeg({ restart: hex('ff') }) },
  'text in PNG': { kind: 'comment', bytes: buildPng({ before: pngChunk('tEXt', SECRET) }) },
  'EXIF in PNG': { kind: 'exif', bytes: buildPng({ before: pngChunk('eXIf', SECRET) }) },
  'a time in PNG': { kind: 'time', bytes: buildPng({ after: pngChunk('tIME', hex('07e8 01 01 00 00 00')) }) },
  'a profile in PNG': { kind: 'icc', bytes: buildPng({ before: pngChunk('iCCP', SECRET) }) },
  'an unknown chunk in PNG': { kind: 'metadata', bytes: buildPng({ before: pngChunk('prVt', SECRET) }) },
  'a second picture in PNG': { kind: 'second-picture', bytes: buildPng({ after: pngChunk('fdAT', SECRET) }) },
  'picture data after the picture in PNG': {
    kind: 'metadata',
    bytes: buildPng({ after: Buffer.concat([pngChunk('tIME', hex('07e8010100')), pngChunk('IDAT', SECRET)]) }),
  },
  'a wrong checksum in PNG': { kind: 'damaged', bytes: withByte(buildPng(), 52, 0x55) },
  'EXIF in WebP': {
    kind: 'exif',
    bytes: buildWebp(webpHeader(0x10), WEBP_ALPHA, WEBP_LOSSY, webpChunk('EXIF', SECRET)),
  },
  'XMP in WebP': { kind: 'xmp', bytes: buildWebp(webpHeader(0x10), WEBP_ALPHA, WEBP_LOSSY, webpChunk('XMP ', SECRET)) },
  'a profile in WebP': {
    kind: 'icc',
    bytes: buildWebp(webpHeader(0x10), webpChunk('ICCP', SECRET), WEBP_ALPHA, WEBP_LOSSY),
  },
  'an unknown chunk in WebP': {
    kind: 'metadata',
    bytes: buildWebp(webpHeader(0x10), WEBP_ALPHA, WEBP_LOSSY, webpChunk('JUNK', SECRET)),
  },
  'a second picture in WebP': { kind: 'second-picture', bytes: buildWebp(WEBP_LOSSY, WEBP_LOSSLESS) },
  'a padding byte in WebP': {
    kind: 'unaccounted',
    bytes: withByte(buildWebp(webpChunk('VP8L', hex('2f 00 00 00 00 45 ff 23 fa'))), 29, 0x41),
  },
  'a comment in GIF': {
    kind: 'comment',
    bytes: buildGif({ control: Buffer.concat([hex('21fe17'), SECRET, hex('00')]) }),
  },
  'XMP in GIF': {
    kind: 'xmp',
    bytes: buildGif({ loop: Buffer.concat([hex('21ff0b'), text('XMP DataXMP'), hex('17'), SECRET, hex('00')]) }),
  },
  'plain text in GIF': {
    kind: 'metadata',
    bytes: buildGif({ control: Buffer.concat([hex('210117'), SECRET, hex('00')]) }),
  },
  'bytes between blocks of GIF': { kind: 'unaccounted', bytes: buildGif({ control: SECRET }) },
  'bytes put into a box': { kind: 'unaccounted', bytes: insert(buildMp4(), buildMp4().length - 8, hex('00')) },
};
