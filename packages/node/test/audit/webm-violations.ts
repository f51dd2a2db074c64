import { ALLOW_LIST } from '@passerby/engine';
import { block, buildWebm, element, unsigned } from './build-webm.ts';
import { hex, text } from './byte-pieces.ts';
import type { Violation } from './violations.ts';

const SECRET = text('a secret of twenty-six.');

/** The numbers of elements with constant values, in hexadecimal digits. */
const NUMBERS: Readonly<Record<string, string>> = {
  EBMLVersion: '4286',
  EBMLReadVersion: '42f7',
  EBMLMaxIDLength: '42f2',
  EBMLMaxSizeLength: '42f3',
  DocType: '4282',
  DocTypeVersion: '4287',
  DocTypeReadVersion: '4285',
  SeekID: '53ab',
  TimestampScale: '2ad7b1',
  MuxingApp: '4d80',
  WritingApp: '5741',
  TrackNumber: 'd7',
  TrackUID: '73c5',
  TrackType: '83',
  FlagLacing: '9c',
  Language: '22b59c',
  CodecID: '86',
  CodecPrivate: '63a2',
  DisplayUnit: '54b2',
  CueTrack: 'f7',
};

/** The numbers of elements whose values follow from the film. */
const FREE_NUMBERS: Readonly<Record<string, string>> = {
  SeekPosition: '53ac',
  Duration: '4489',
  SeekPreRoll: '56bb',
  PixelWidth: 'b0',
  PixelHeight: 'ba',
  DisplayWidth: '54b0',
  DisplayHeight: '54ba',
  MatrixCoefficients: '55b1',
  TransferCharacteristics: '55ba',
  Primaries: '55bb',
  Range: '55b9',
  SamplingFrequency: 'b5',
  Channels: '9f',
  Timestamp: 'e7',
  CueTime: 'b3',
  CueClusterPosition: 'f1',
};

/** Broken in every way that the allow-list forbids: another constant; an element of nobody inside a master; a number that is none. */
export const WEBM_VIOLATIONS: readonly Violation[] = Object.entries(ALLOW_LIST.matroska).flatMap(
  ([path, { constant, free, kinds }]): Violation[] => {
    const rule = `matroska/${path}`;
    const isSound = path.includes('/Audio');
    if (path.startsWith('obu/')) return [{ rule, kind: 'unaccounted', bytes: withUnit(Number(path.slice(4))) }];
    if (path === 'Segment/Cluster/SimpleBlock') return blockViolations(rule);
    const field = Object.keys(constant ?? {})[0];
    const name = path.split('/').at(-1) ?? '';
    if (field !== undefined) {
      const id = NUMBERS[name] ?? '';
      const kind = kinds?.[field] ?? 'not-listed';
      // A track that is neither picture nor sound is reported as a whole.
      if (name === 'TrackType') {
        const bytes = buildWebm({ replace: { [path]: unsigned('83', 17) } });
        return [{ rule: `${rule}.value`, kind: 'subtitles', bytes }];
      }
      return [
        {
          rule: `${rule}.${field}`,
          kind,
          bytes: buildWebm({ replace: { [path]: element(id, SECRET.subarray(0, 5)) } }),
        },
      ];
    }
    if (free !== undefined) {
      // Longer than any number.
      const bytes = buildWebm({ replace: { [path]: element(FREE_NUMBERS[name] ?? '', SECRET) } }, isSound);
      return [{ rule, kind: 'metadata', bytes }];
    }
    return [{ rule, kind: 'metadata', bytes: buildWebm({ inside: { [path]: element('4e4e', SECRET) } }, isSound) }];
  },
);

/** An AV1 frame with a unit of this type that claims more bytes than there are. */
function withUnit(type: number): Buffer {
  const entry = 'Segment/Tracks/TrackEntry';
  const frame = Buffer.concat([hex('32 03 09 09 09'), Buffer.from([(type << 3) | 2, 99])]);
  return buildWebm({
    replace: {
      [`${entry}/CodecID`]: element('86', text('V_AV1')),
      'Segment/Cluster/SimpleBlock': block(0x80, 0x81, frame),
    },
  });
}

function blockViolations(rule: string): Violation[] {
  const withFlags = (flags: number): Buffer => buildWebm({ replace: { 'Segment/Cluster/SimpleBlock': block(flags) } });
  return [
    { rule: `${rule}.reserved`, kind: 'metadata', bytes: withFlags(0x90) },
    { rule: `${rule}.hidden`, kind: 'hidden-frames', bytes: withFlags(0x88) },
    { rule: `${rule}.lacing`, kind: 'hidden-frames', bytes: withFlags(0x82) },
    { rule: `${rule}.discardable`, kind: 'not-listed', bytes: withFlags(0x81) },
  ];
}

const inSegment = (bytes: Buffer): Buffer => buildWebm({ inside: { Segment: bytes } });
const inEntry = (bytes: Buffer): Buffer => buildWebm({ inside: { 'Segment/Tracks/TrackEntry': bytes } });

/** Structures that no WebM of ours holds. */
export const FORBIDDEN_IN_WEBM: Readonly<Record<string, Omit<Violation, 'rule'>>> = {
  'tags in WebM': { kind: 'metadata', bytes: inSegment(element('1254c367', SECRET)) },
  'attachments in WebM': {
    kind: 'embedded-file',
    bytes: inSegment(element('1941a469', element('61a7', element('465c', SECRET)))),
  },
  'chapters in WebM': { kind: 'chapters', bytes: inSegment(element('1043a770', SECRET)) },
  'a title in WebM': { kind: 'name', bytes: buildWebm({ inside: { 'Segment/Info': element('7ba9', SECRET) } }) },
  'a time in WebM': {
    kind: 'time',
    bytes: buildWebm({ inside: { 'Segment/Info': element('4461', hex('0123456789abcdef')) } }),
  },
  'the name of a track in WebM': { kind: 'name', bytes: inEntry(element('536e', SECRET)) },
  'empty space in WebM': { kind: 'unaccounted', bytes: inSegment(element('ec', SECRET)) },
  'another video track in WebM': {
    kind: 'second-video-track',
    bytes: buildWebm({ inside: { 'Segment/Tracks': element('ae', unsigned('d7', 3), unsigned('83', 1)) } }),
  },
  'subtitles in WebM': {
    kind: 'subtitles',
    bytes: buildWebm({ inside: { 'Segment/Tracks': element('ae', unsigned('d7', 3), unsigned('83', 17)) } }),
  },
  'additions to a frame in WebM': {
    kind: 'hidden-frames',
    bytes: buildWebm({ inside: { 'Segment/Cluster': element('a0', element('75a1', SECRET)) } }),
  },
  'bytes after the film in WebM': { kind: 'trailing-data', bytes: buildWebm({ inside: { '': hex('00 11') } }) },
  'an element after the film in WebM': {
    kind: 'metadata',
    bytes: buildWebm({ inside: { '': element('4e4e', SECRET) } }),
  },
  'bytes put into an element of WebM': { kind: 'damaged', bytes: inSegment(hex('00')) },
};
