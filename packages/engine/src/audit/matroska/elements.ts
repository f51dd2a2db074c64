import type { AuditKind } from '../audit-result.ts';

/** How an element's content is read. */
export type ElementType = 'master' | 'unsigned' | 'float' | 'text' | 'binary' | 'block';

/** Names and types of the elements that the allow-list knows, by number. A number means the same wherever it is. */
export const KNOWN_ELEMENTS: Readonly<Record<number, readonly [name: string, type: ElementType]>> = {
  0x1a45dfa3: ['EBML', 'master'],
  0x4286: ['EBMLVersion', 'unsigned'],
  0x42f7: ['EBMLReadVersion', 'unsigned'],
  0x42f2: ['EBMLMaxIDLength', 'unsigned'],
  0x42f3: ['EBMLMaxSizeLength', 'unsigned'],
  0x4282: ['DocType', 'text'],
  0x4287: ['DocTypeVersion', 'unsigned'],
  0x4285: ['DocTypeReadVersion', 'unsigned'],
  0x18538067: ['Segment', 'master'],
  0x114d9b74: ['SeekHead', 'master'],
  0x4dbb: ['Seek', 'master'],
  0x53ab: ['SeekID', 'binary'],
  0x53ac: ['SeekPosition', 'unsigned'],
  0x1549a966: ['Info', 'master'],
  0x2ad7b1: ['TimestampScale', 'unsigned'],
  0x4d80: ['MuxingApp', 'text'],
  0x5741: ['WritingApp', 'text'],
  0x4489: ['Duration', 'float'],
  0x1654ae6b: ['Tracks', 'master'],
  0xae: ['TrackEntry', 'master'],
  0xd7: ['TrackNumber', 'unsigned'],
  0x73c5: ['TrackUID', 'unsigned'],
  0x83: ['TrackType', 'unsigned'],
  0x9c: ['FlagLacing', 'unsigned'],
  0x22b59c: ['Language', 'text'],
  0x86: ['CodecID', 'text'],
  0x63a2: ['CodecPrivate', 'binary'],
  0x56bb: ['SeekPreRoll', 'unsigned'],
  0xe0: ['Video', 'master'],
  0xb0: ['PixelWidth', 'unsigned'],
  0xba: ['PixelHeight', 'unsigned'],
  0x54b0: ['DisplayWidth', 'unsigned'],
  0x54ba: ['DisplayHeight', 'unsigned'],
  0x54b2: ['DisplayUnit', 'unsigned'],
  0x55b0: ['Colour', 'master'],
  0x55b1: ['MatrixCoefficients', 'unsigned'],
  0x55ba: ['TransferCharacteristics', 'unsigned'],
  0x55bb: ['Primaries', 'unsigned'],
  0x55b9: ['Range', 'unsigned'],
  0xe1: ['Audio', 'master'],
  0xb5: ['SamplingFrequency', 'float'],
  0x9f: ['Channels', 'unsigned'],
  0x1f43b675: ['Cluster', 'master'],
  0xe7: ['Timestamp', 'unsigned'],
  0xa3: ['SimpleBlock', 'block'],
  0x1c53bb6b: ['Cues', 'master'],
  0xbb: ['CuePoint', 'master'],
  0xb3: ['CueTime', 'unsigned'],
  0xb7: ['CueTrackPositions', 'master'],
  0xf7: ['CueTrack', 'unsigned'],
  0xf1: ['CueClusterPosition', 'unsigned'],
};

/** What other elements are. Those that say nothing of anybody are notices. */
export const FOREIGN_ELEMENTS: Readonly<
  Record<number, { readonly kind: AuditKind; readonly what: string; readonly severity?: 'notice' }>
> = {
  0x7ba9: { kind: 'name', what: 'a title' },
  0x4461: { kind: 'time', what: 'the time at which it was made' },
  0x7384: { kind: 'name', what: 'a file name' },
  0x3c83ab: { kind: 'name', what: 'the name of the file before it' },
  0x3e83bb: { kind: 'name', what: 'the name of the file after it' },
  0x73a4: { kind: 'metadata', what: 'an identifier', severity: 'notice' },
  0x536e: { kind: 'name', what: 'the name of a track' },
  0x258688: { kind: 'encoder-string', what: 'the name of a codec' },
  0x1254c367: { kind: 'metadata', what: 'tags' },
  0x466e: { kind: 'name', what: 'the name of an attached file' },
  0x467e: { kind: 'name', what: 'the description of an attached file' },
  0x4660: { kind: 'metadata', what: 'the kind of an attached file', severity: 'notice' },
  0x46ae: { kind: 'metadata', what: 'the number of an attached file', severity: 'notice' },
  0x1043a770: { kind: 'chapters', what: 'chapters' },
  0x75a1: { kind: 'hidden-frames', what: 'additions to a frame' },
  0xec: { kind: 'unaccounted', what: 'empty space' },
  0xbf: { kind: 'not-listed', what: 'a checksum', severity: 'notice' },
  0x22b59d: { kind: 'metadata', what: 'a language', severity: 'notice' },
  0x55ee: { kind: 'not-listed', what: 'a count of additions', severity: 'notice' },
  0x23e383: { kind: 'not-listed', what: 'a duration of frames', severity: 'notice' },
  0x88: { kind: 'not-listed', what: 'a mark of a track', severity: 'notice' },
  0xb9: { kind: 'not-listed', what: 'a mark of a track', severity: 'notice' },
  0x55aa: { kind: 'not-listed', what: 'a mark of a track', severity: 'notice' },
  0x6de7: { kind: 'not-listed', what: 'a size of a cache', severity: 'notice' },
  0x56aa: { kind: 'not-listed', what: 'a delay of a codec', severity: 'notice' },
  0x9a: { kind: 'not-listed', what: 'a mark of fields', severity: 'notice' },
  0x53c0: { kind: 'hidden-frames', what: 'a mark of transparency', severity: 'notice' },
  0x55b7: { kind: 'not-listed', what: 'a place of chroma', severity: 'notice' },
  0x55b8: { kind: 'not-listed', what: 'a place of chroma', severity: 'notice' },
  0xa7: { kind: 'not-listed', what: 'a place of a cluster', severity: 'notice' },
  0xab: { kind: 'not-listed', what: 'a size of a cluster', severity: 'notice' },
  0xf0: { kind: 'not-listed', what: 'a place in a cluster', severity: 'notice' },
  0xb2: { kind: 'not-listed', what: 'a duration of a cue', severity: 'notice' },
  0x6264: { kind: 'not-listed', what: 'a depth of sound', severity: 'notice' },
  0x9b: { kind: 'not-listed', what: 'a duration of a frame', severity: 'notice' },
  0xfb: { kind: 'not-listed', what: 'a reference between frames', severity: 'notice' },
  0x75a2: { kind: 'not-listed', what: 'a padding of sound', severity: 'notice' },
};

/** Attached files: opened, so that pictures among them are found where they are. */
export const ATTACHMENTS = 0x1941a469;
export const ATTACHED_FILE = 0x61a7;
export const FILE_DATA = 0x465c;
/** A block with what hangs on to it: others' writers use it; ours do not. */
export const BLOCK_GROUP = 0xa0;
/** A block in such a group. */
export const BLOCK = 0xa1;
export const TRACK_ENTRY = 0xae;
export const CLUSTER = 0x1f43b675;
export const TRACK_NUMBER = 0xd7;
export const TRACK_TYPE = 0x83;
export const CODEC_ID = 0x86;

/** Elements that end a cluster whose length nobody wrote. */
export const SEGMENT_CHILDREN: ReadonlySet<number> = new Set([
  0x114d9b74, 0x1549a966, 0x1654ae6b, 0x1f43b675, 0x1c53bb6b, 0x1254c367, 0x1941a469, 0x1043a770,
]);
