import { hex, text, u16 } from './byte-pieces.ts';

/** An element: its number in hexadecimal digits, its length in eight bytes, its content. */
export function element(id: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(body.length) | (1n << 56n));
  return Buffer.concat([hex(id), length, body]);
}

/** An element that holds an unsigned number of four bytes. */
export function unsigned(id: string, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return element(id, bytes);
}

const float = (id: string): Buffer => element(id, hex('0000000000000000'));
const word = (id: string, value: string): Buffer => element(id, text(value));

/** A coded frame of VP9, as far as an audit looks. */
const FRAME = hex('82 49 83 42 00 11 22 33');

/** A block of track 1: time in the cluster, flags, a frame. */
export function block(flags = 0x80, track = 0x81, frame = FRAME): Buffer {
  return element('a3', Buffer.from([track]), u16(0), Buffer.from([flags]), frame);
}

/** A tree of elements, by the paths that the allow-list has. Each can be replaced, or get more behind it or inside it. */
export interface WebmChanges {
  /** Content or whole element in place of what is at a path. */
  readonly replace?: Readonly<Record<string, Buffer>>;
  /** Appended to what is inside the master at a path; '' is the file. */
  readonly inside?: Readonly<Record<string, Buffer>>;
}

/** Every element that the allow-list knows, in a file in which an audit finds nothing but, with `sound`, the sound. */
export function buildWebm({ replace = {}, inside = {} }: WebmChanges = {}, sound = false): Buffer {
  const leaf = (path: string, bytes: Buffer): Buffer => replace[path] ?? bytes;
  const master = (path: string, id: string, ...content: Buffer[]): Buffer =>
    replace[path] ?? element(id, ...content, inside[path] ?? Buffer.alloc(0));
  const [entry, cue] = ['Segment/Tracks/TrackEntry', 'Segment/Cues/CuePoint'];
  const picture = master(
    entry,
    'ae',
    leaf(`${entry}/TrackNumber`, unsigned('d7', 1)),
    leaf(`${entry}/TrackUID`, unsigned('73c5', 1)),
    leaf(`${entry}/TrackType`, unsigned('83', 1)),
    leaf(`${entry}/FlagLacing`, unsigned('9c', 0)),
    leaf(`${entry}/Language`, word('22b59c', 'und')),
    leaf(`${entry}/CodecID`, word('86', 'V_VP9')),
    leaf(`${entry}/CodecPrivate`, element('63a2', hex('01 01 00 02 01 33 03 01 08 04 01 01'))),
    leaf(`${entry}/SeekPreRoll`, unsigned('56bb', 1)),
    master(
      `${entry}/Video`,
      'e0',
      leaf(`${entry}/Video/PixelWidth`, unsigned('b0', 64)),
      leaf(`${entry}/Video/PixelHeight`, unsigned('ba', 64)),
      leaf(`${entry}/Video/DisplayWidth`, unsigned('54b0', 1)),
      leaf(`${entry}/Video/DisplayHeight`, unsigned('54ba', 1)),
      leaf(`${entry}/Video/DisplayUnit`, unsigned('54b2', 3)),
      master(
        `${entry}/Video/Colour`,
        '55b0',
        leaf(`${entry}/Video/Colour/MatrixCoefficients`, unsigned('55b1', 1)),
        leaf(`${entry}/Video/Colour/TransferCharacteristics`, unsigned('55ba', 1)),
        leaf(`${entry}/Video/Colour/Primaries`, unsigned('55bb', 1)),
        leaf(`${entry}/Video/Colour/Range`, unsigned('55b9', 1)),
      ),
    ),
  );
  const heard = element(
    'ae',
    unsigned('d7', 2),
    unsigned('73c5', 2),
    unsigned('83', 2),
    unsigned('9c', 0),
    word('22b59c', 'und'),
    word('86', 'A_OPUS'),
    master(
      `${entry}/Audio`,
      'e1',
      leaf(`${entry}/Audio/SamplingFrequency`, element('b5', hex('473b8000'))),
      leaf(`${entry}/Audio/Channels`, unsigned('9f', 2)),
    ),
  );
  const header = master(
    'EBML',
    '1a45dfa3',
    leaf('EBML/EBMLVersion', unsigned('4286', 1)),
    leaf('EBML/EBMLReadVersion', unsigned('42f7', 1)),
    leaf('EBML/EBMLMaxIDLength', unsigned('42f2', 4)),
    leaf('EBML/EBMLMaxSizeLength', unsigned('42f3', 8)),
    leaf('EBML/DocType', word('4282', 'webm')),
    leaf('EBML/DocTypeVersion', unsigned('4287', 4)),
    leaf('EBML/DocTypeReadVersion', unsigned('4285', 2)),
  );
  const places = master(
    'Segment/SeekHead',
    '114d9b74',
    master(
      'Segment/SeekHead/Seek',
      '4dbb',
      leaf('Segment/SeekHead/Seek/SeekID', element('53ab', hex('1c53bb6b'))),
      leaf('Segment/SeekHead/Seek/SeekPosition', unsigned('53ac', 0)),
    ),
  );
  const information = master(
    'Segment/Info',
    '1549a966',
    leaf('Segment/Info/TimestampScale', unsigned('2ad7b1', 1_000_000)),
    leaf('Segment/Info/MuxingApp', word('4d80', 'Mediabunny v1.61.0')),
    leaf('Segment/Info/WritingApp', word('5741', 'Mediabunny v1.61.0')),
    leaf('Segment/Info/Duration', float('4489')),
  );
  const cluster = master(
    'Segment/Cluster',
    '1f43b675',
    leaf('Segment/Cluster/Timestamp', unsigned('e7', 0)),
    leaf('Segment/Cluster/SimpleBlock', block()),
    ...(sound ? [block(0x80, 0x82)] : []),
  );
  const cues = master(
    'Segment/Cues',
    '1c53bb6b',
    master(
      cue,
      'bb',
      leaf(`${cue}/CueTime`, unsigned('b3', 0)),
      master(
        `${cue}/CueTrackPositions`,
        'b7',
        leaf(`${cue}/CueTrackPositions/CueTrack`, unsigned('f7', 1)),
        leaf(`${cue}/CueTrackPositions/CueClusterPosition`, unsigned('f1', 0)),
      ),
    ),
  );
  const tracks = master('Segment/Tracks', '1654ae6b', picture, ...(sound ? [heard] : []));
  const segment = master('Segment', '18538067', places, information, tracks, cluster, cues);
  return Buffer.concat([header, segment, inside[''] ?? Buffer.alloc(0)]);
}
