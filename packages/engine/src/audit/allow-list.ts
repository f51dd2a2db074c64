import type { AuditContainer, AuditKind } from './audit-result.ts';

/** Containers for which there is an allow-list: the formats that we write. */
export type ListedContainer = Exclude<AuditContainer, 'heif' | 'unknown'>;

/** A structure that an output may hold, and what it may say. */
export interface AllowedStructure {
  /** Why it may be there. */
  readonly reason: string;
  /** Fields that must have one of these values, in every file. Nothing here depends on the input. */
  readonly constant?: Readonly<Record<string, readonly (number | string)[]>>;
  /** Fields that follow from the pixels, the frame times or the encoded bytes. */
  readonly free?: readonly string[];
  /** What a forbidden value of a field is called. Fields not named here are harmless by themselves: a notice, not a leak. */
  readonly kinds?: Readonly<Record<string, AuditKind>>;
  /** Values that our writers do not write, but that say no more than which tool did: a notice. */
  readonly harmless?: Readonly<Record<string, RegExp>>;
}

/** Sound samples at the start of a track that an edit list may hide: an encoder's priming, at most three AAC frames. */
export const MAX_PRIMING_SAMPLES = 3 * 1024;

const UNITY = 0x00010000;
const IDENTITY_MATRIX = `${UNITY} 0 0 0 ${UNITY} 0 0 0 1073741824`;
const NO_TIMES = { creationTime: [0], modificationTime: [0] } as const;
const TIME_KINDS = { creationTime: 'time', modificationTime: 'time' } as const;

/** Names that common writers give every track, after a length byte in QuickTime files. */
const HANDLER_NAMES =
  /^[^ -~]?(?:(?:Video|Sound)Handler?|Core Media (?:Video|Audio)|ISO Media file produced by Google Inc\.|#?Mainconcept (?:Video|MP4 Sound) Media Handler|(?:GPAC ISO|Bento4|L-SMASH) (?:Video|Audio|Sound) Handler|Alias Data Handler)$/;

/** Names that common encoders note in every file. */
const COMPRESSOR_NAMES = /^(?:Lavc[\d.]* [a-z0-9_-]{3,14}|(?:AVC|HEVC) Coding|H\.264|HEVC)$/;

const ENDS_RIGHT: Pick<AllowedStructure, 'constant' | 'kinds'> = {
  constant: { trailingBits: [0] },
  kinds: { trailingBits: 'unaccounted' },
};

const PICTURE_ENTRY: Omit<AllowedStructure, 'reason'> = {
  constant: {
    reserved: [0],
    dataReference: [1],
    preDefined: [0],
    resolution: [0x00480000],
    framesPerSample: [1],
    compressorName: [''],
    depth: [24],
    colorTable: [-1],
  },
  free: ['width', 'height'],
  kinds: { compressorName: 'encoder-string', reserved: 'metadata', preDefined: 'metadata' },
  harmless: { compressorName: COMPRESSOR_NAMES },
};

const SOUND_ENTRY: Omit<AllowedStructure, 'reason'> = {
  constant: {
    reserved: [0],
    dataReference: [1],
    version: [0],
    vendor: [0],
    sampleBits: [16],
    compression: [0],
    packet: [0],
  },
  free: ['channels', 'sampleRate'],
  kinds: { reserved: 'metadata', vendor: 'metadata' },
};

const PIXEL_SHAPE: AllowedStructure = { reason: 'Shape of the pixels.', free: ['horizontal', 'vertical'] };

const COLOR_NUMBERS: AllowedStructure = {
  reason: 'Colours of the picture, three numbers; no profile.',
  constant: { type: ['nclx'], reserved: [0] },
  free: ['primaries', 'transfer', 'matrix', 'fullRange'],
  kinds: { type: 'icc' },
};

/** The library that writes WebM in the browser; pinned, so that its name says nothing but that. */
const WEBM_WRITER: AllowedStructure = {
  reason: 'The format demands a writer: the name of the library, the same in every file.',
  constant: { value: ['Mediabunny v1.61.0'] },
  kinds: { value: 'encoder-string' },
  harmless: {
    value:
      /^(?:Lavf[\d.]*|(?:libwebm|libebml|libmatroska)[- v\d.+a-zA-Z]*|mkvmerge v[\d.]* .*|Chrome|QTmuxingAppLibWebM-[\d.]*)$/,
  },
};

function always(reason: string, ...values: readonly (number | string)[]): AllowedStructure {
  return { reason, constant: { value: values } };
}

function follows(reason: string): AllowedStructure {
  return { reason, free: ['value'] };
}

/** Units of a coded AV1 frame. */
const AV1_UNITS: Readonly<Record<string, AllowedStructure>> = {
  'obu/1': { reason: 'Sequence header.' },
  'obu/3': { reason: 'Frame header.' },
  'obu/4': { reason: 'Tiles of a frame.' },
  'obu/6': { reason: 'A frame with its header.' },
};

const ENTRY = 'Segment/Tracks/TrackEntry';
const CUE = 'Segment/Cues/CuePoint';

const TRACK = 'moov/trak';
const MEDIA = `${TRACK}/mdia`;
const TABLES = `${MEDIA}/minf/stbl`;

/**
 * Everything that an output file may consist of. A structure that is not here, and a field value that is not here, is a finding, and a file of ours
 * with a finding is not released. Nothing in it depends on what the input file said beside its pixels, frame times and, where asked for, its sound.
 */
export const ALLOW_LIST: Readonly<Record<ListedContainer, Readonly<Record<string, AllowedStructure>>>> = {
  jpeg: {
    SOI: { reason: 'Marks the start of the picture.' },
    DQT: {
      reason: 'Quantisation tables, needed for decoding.',
      constant: { table: [0, 1, 2, 3] },
      free: ['precision'],
    },
    DHT: { reason: 'Huffman tables, needed for decoding.', constant: { table: [0, 1, 2, 3], class: [0, 1] } },
    DRI: { reason: 'Restart interval, needed for decoding.', free: ['interval'] },
    SOF: {
      reason: 'Size and sampling of the picture; baseline or progressive, grey or YCbCr.',
      constant: { process: [0, 2], precision: [8], components: [1, 3] },
      free: ['width', 'height'],
    },
    SOS: { reason: 'The coded picture; every bit of it must decode to coefficients.' },
    RST: { reason: 'Restart markers inside the coded picture.' },
    EOI: { reason: 'Marks the end of the picture; nothing may follow.' },
  },
  png: {
    signature: { reason: 'Marks the file as PNG.' },
    IHDR: {
      reason: 'Size and kind of pixels.',
      constant: {
        bitDepth: [8, 16],
        colorType: [0, 2, 4, 6],
        compression: [0],
        filter: [0],
        interlace: [0],
      },
      free: ['width', 'height'],
    },
    pHYs: {
      reason:
        'The writer (libvips) always notes a resolution; 1 pixel per millimetre where none is given. Another value comes from the input.',
      constant: { horizontal: [1000], vertical: [1000], unit: [1] },
      kinds: { horizontal: 'metadata', vertical: 'metadata' },
    },
    IDAT: { reason: 'The coded picture; it must inflate to exactly its rows.' },
    IEND: { reason: 'Marks the end of the picture; nothing may follow.' },
  },
  webp: {
    RIFF: { reason: 'The file header; its size must be that of the file.' },
    VP8X: {
      reason: 'Canvas size; says whether there is transparency or animation. Never a profile, EXIF or XMP.',
      constant: { reserved: [0], profile: [0], exif: [0], xmp: [0] },
      free: ['alpha', 'animation', 'width', 'height'],
      kinds: { reserved: 'metadata', profile: 'icc', exif: 'exif', xmp: 'xmp' },
    },
    ANIM: { reason: 'Background and number of loops of an animation.', free: ['background', 'loops'] },
    ANMF: {
      reason: 'Place and duration of one frame.',
      constant: { reserved: [0] },
      free: ['x', 'y', 'width', 'height', 'duration', 'blend', 'dispose'],
    },
    ALPH: {
      reason: 'Transparency of a picture.',
      constant: { reserved: [0] },
      free: ['compression', 'filter', 'preprocessing'],
    },
    'VP8 ': {
      reason: 'A coded picture.',
      constant: { keyFrame: [1], shown: [1] },
      free: ['width', 'height', 'version'],
    },
    VP8L: { reason: 'A losslessly coded picture.', constant: { version: [0] }, free: ['width', 'height', 'alpha'] },
  },
  gif: {
    header: {
      reason: 'Version, size and colours of the canvas.',
      constant: { version: ['89a'], aspect: [0] },
      free: ['width', 'height', 'flags', 'background'],
    },
    colors: { reason: 'A colour table.' },
    NETSCAPE: { reason: 'Number of loops of an animation.', free: ['loops'] },
    control: {
      reason: 'Duration, disposal and clear colour of one frame.',
      constant: { reserved: [0] },
      free: ['disposal', 'userInput', 'transparent', 'delay', 'clearColor'],
    },
    image: {
      reason: 'A coded frame; it must decode to exactly its pixels.',
      constant: { reserved: [0] },
      free: ['x', 'y', 'width', 'height', 'flags'],
    },
    trailer: { reason: 'Marks the end of the file; nothing may follow.' },
  },
  mp4: {
    ftyp: {
      reason: 'Marks the file as MP4 and names the rules that it follows.',
      constant: { majorBrand: ['iso4'], minorVersion: [512], brand: ['iso4', 'isom', 'iso2', 'avc1', 'mp41'] },
    },
    mdat: { reason: 'The coded frames and, where asked for, sound; every byte must belong to a sample.' },
    moov: { reason: 'Holds the tables.' },
    'moov/mvhd': {
      reason: 'Length of the film.',
      constant: {
        version: [1],
        flags: [0],
        ...NO_TIMES,
        rate: [UNITY],
        volume: [0x0100],
        reserved: [0],
        matrix: [IDENTITY_MATRIX],
        preDefined: [0],
        nextTrack: [2, 3],
      },
      free: ['timescale', 'duration'],
      kinds: { ...TIME_KINDS, reserved: 'metadata', preDefined: 'metadata' },
    },
    [TRACK]: { reason: 'Holds one track.' },
    [`${TRACK}/tkhd`]: {
      reason: 'Number, length and size of a track.',
      constant: {
        version: [1],
        flags: [3],
        ...NO_TIMES,
        track: [1, 2],
        reserved: [0],
        layer: [0],
        alternateGroup: [0, 1],
        volume: [0, 0x0100],
        matrix: [IDENTITY_MATRIX],
      },
      free: ['duration', 'width', 'height'],
      kinds: { ...TIME_KINDS, reserved: 'metadata' },
    },
    [MEDIA]: { reason: 'Holds the description of a track.' },
    [`${MEDIA}/mdhd`]: {
      reason: 'Time scale and length of a track; no language.',
      constant: { version: [1], flags: [0], ...NO_TIMES, language: ['und'], preDefined: [0] },
      free: ['timescale', 'duration'],
      kinds: TIME_KINDS,
    },
    [`${MEDIA}/hdlr`]: {
      reason: 'Says picture or sound; no name.',
      constant: { version: [0], flags: [0], preDefined: [0], handler: ['vide', 'soun'], reserved: [0], name: [''] },
      kinds: { name: 'name', reserved: 'metadata' },
      harmless: { name: HANDLER_NAMES },
    },
    [`${MEDIA}/minf`]: { reason: 'Holds the description of the samples.' },
    [`${MEDIA}/minf/vmhd`]: {
      reason: 'Says that it is a picture.',
      constant: { version: [0], flags: [1], mode: [0], color: [0] },
      kinds: { color: 'metadata' },
    },
    [`${MEDIA}/minf/smhd`]: {
      reason: 'Says that it is sound.',
      constant: { version: [0], flags: [0], balance: [0], reserved: [0] },
      kinds: { reserved: 'metadata' },
    },
    [`${MEDIA}/minf/dinf`]: { reason: 'Holds the place of the samples.' },
    [`${MEDIA}/minf/dinf/dref`]: {
      reason: 'One entry: the samples are in this file.',
      constant: { version: [0], flags: [0], entries: [1] },
      kinds: { entries: 'metadata' },
    },
    [`${MEDIA}/minf/dinf/dref/url `]: {
      reason: 'The samples are in this file; no address.',
      constant: { version: [0], flags: [1], payloadBytes: [0] },
      kinds: { payloadBytes: 'metadata' },
    },
    [TABLES]: { reason: 'Holds the sample tables.' },
    [`${TABLES}/stsd`]: {
      reason: 'One description of the samples.',
      constant: { version: [0], flags: [0], entries: [1] },
      kinds: { entries: 'metadata' },
    },
    [`${TABLES}/stsd/avc1`]: { ...PICTURE_ENTRY, reason: 'H.264 picture; no encoder name.' },
    [`${TABLES}/stsd/avc1/avcC`]: {
      reason: 'Parameter sets of the H.264 stream; they must end where their last bit does.',
      constant: { version: [1], lengthSize: [4], reserved: [0] },
      free: ['profile', 'compatibility', 'level', 'parameterSets'],
    },
    [`${TABLES}/stsd/avc1/pasp`]: PIXEL_SHAPE,
    [`${TABLES}/stsd/avc1/colr`]: COLOR_NUMBERS,
    [`${TABLES}/stsd/av01`]: { ...PICTURE_ENTRY, reason: 'AV1 picture; no encoder name.' },
    [`${TABLES}/stsd/av01/av1C`]: {
      reason: 'Sequence header of the AV1 stream and nothing else.',
      constant: { version: [1], reserved: [0], presentationDelay: [0] },
      free: ['profile', 'level', 'tier', 'depth', 'chroma'],
    },
    [`${TABLES}/stsd/av01/pasp`]: PIXEL_SHAPE,
    [`${TABLES}/stsd/av01/colr`]: COLOR_NUMBERS,
    [`${TABLES}/stsd/mp4a`]: { ...SOUND_ENTRY, reason: 'AAC sound, kept on request.' },
    [`${TABLES}/stsd/Opus`]: { ...SOUND_ENTRY, reason: 'Opus sound, kept on request: what browsers encode.' },
    [`${TABLES}/stsd/Opus/dOps`]: {
      reason: 'Set-up of the Opus decoder: six numbers.',
      constant: { version: [0], channels: [1, 2], gain: [0], mapping: [0] },
      free: ['preSkip', 'sampleRate'],
      kinds: { gain: 'metadata' },
    },
    [`${TABLES}/stsd/mp4a/esds`]: {
      reason: 'Set-up of the AAC decoder, at most 16 bytes.',
      constant: {
        version: [0],
        flags: [0],
        esFlags: [0],
        objectType: [0x40],
        streamType: [0x15],
        slConfig: ['02'],
        setupBytes: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
      },
      free: ['esId', 'buffer', 'maximum', 'average'],
      kinds: { setupBytes: 'metadata', slConfig: 'metadata' },
    },
    [`${TABLES}/stts`]: { reason: 'Durations of the samples.', constant: { version: [0], flags: [0] } },
    [`${TABLES}/ctts`]: { reason: 'Order in which frames are shown.', constant: { version: [1], flags: [0] } },
    [`${TABLES}/stss`]: { reason: 'Frames at which a player may start.', constant: { version: [0], flags: [0] } },
    [`${TABLES}/stsc`]: { reason: 'Samples per chunk.', constant: { version: [0], flags: [0] } },
    [`${TABLES}/stsz`]: { reason: 'Bytes per sample.', constant: { version: [0], flags: [0] } },
    [`${TABLES}/stco`]: { reason: 'Places of the chunks.', constant: { version: [0], flags: [0] } },
    [`${TABLES}/co64`]: { reason: 'Places of the chunks in a large file.', constant: { version: [0], flags: [0] } },
    'nal/1': { reason: 'A slice of a frame.', ...ENDS_RIGHT },
    'nal/5': { reason: 'A slice of a key frame.', ...ENDS_RIGHT },
    'nal/7': { reason: 'Sequence parameters; they must end where their last bit does.', ...ENDS_RIGHT },
    'nal/8': { reason: 'Picture parameters; they must end where their last bit does.', ...ENDS_RIGHT },
    ...AV1_UNITS,
  },
  matroska: {
    EBML: { reason: 'Marks the file as WebM and names the rules that it follows.' },
    'EBML/EBMLVersion': always('Version of the rules for elements.', 1),
    'EBML/EBMLReadVersion': always('Version that a reader needs.', 1),
    'EBML/EBMLMaxIDLength': always('Longest number of an element.', 4),
    'EBML/EBMLMaxSizeLength': always('Longest size of an element.', 8),
    'EBML/DocType': always('Kind of file.', 'webm'),
    'EBML/DocTypeVersion': always('Version of WebM.', 4),
    'EBML/DocTypeReadVersion': always('Version that a reader needs.', 2),
    Segment: { reason: 'Holds the film.' },
    'Segment/SeekHead': { reason: 'Holds the places of the parts.' },
    'Segment/SeekHead/Seek': { reason: 'Holds the place of a part.' },
    'Segment/SeekHead/Seek/SeekID': always(
      'Which part: information, tracks, or cues.',
      '1549a966',
      '1654ae6b',
      '1c53bb6b',
    ),
    'Segment/SeekHead/Seek/SeekPosition': follows('Place of a part.'),
    'Segment/Info': { reason: 'Holds clock and length.' },
    'Segment/Info/TimestampScale': always('Nanoseconds of a tick: a millisecond.', 1_000_000),
    'Segment/Info/MuxingApp': WEBM_WRITER,
    'Segment/Info/WritingApp': WEBM_WRITER,
    'Segment/Info/Duration': follows('Length of the film.'),
    'Segment/Tracks': { reason: 'Holds the tracks.' },
    [ENTRY]: { reason: 'Holds one track.' },
    [`${ENTRY}/TrackNumber`]: always('Number of the track.', 1, 2),
    [`${ENTRY}/TrackUID`]: always('Number of the track again; never a random one.', 1, 2),
    [`${ENTRY}/TrackType`]: always('Pictures or sound.', 1, 2),
    [`${ENTRY}/FlagLacing`]: always('One frame in a block.', 0),
    [`${ENTRY}/Language`]: {
      reason: 'Nobody says a language.',
      constant: { value: ['und'] },
      kinds: { value: 'metadata' },
      harmless: { value: /^[a-z]{3}$/ },
    },
    [`${ENTRY}/CodecID`]: always('VP9 or AV1; Opus where sound is kept on request.', 'V_VP9', 'V_AV1', 'A_OPUS'),
    [`${ENTRY}/CodecPrivate`]: {
      reason: 'Set-up of the decoder: profile and level, no text.',
      constant: { length: [4, 12, 19] },
      kinds: { length: 'metadata' },
    },
    [`${ENTRY}/SeekPreRoll`]: follows('Sound that is decoded before it is heard.'),
    [`${ENTRY}/Video`]: { reason: 'Holds what the pictures are.' },
    [`${ENTRY}/Video/PixelWidth`]: follows('Size of the pictures.'),
    [`${ENTRY}/Video/PixelHeight`]: follows('Size of the pictures.'),
    [`${ENTRY}/Video/DisplayWidth`]: follows('Shape of the pixels.'),
    [`${ENTRY}/Video/DisplayHeight`]: follows('Shape of the pixels.'),
    [`${ENTRY}/Video/DisplayUnit`]: always('The size shown is a ratio.', 3),
    [`${ENTRY}/Video/Colour`]: { reason: 'Holds the colours of the picture, four numbers; no profile.' },
    [`${ENTRY}/Video/Colour/MatrixCoefficients`]: follows('Colours of the picture.'),
    [`${ENTRY}/Video/Colour/TransferCharacteristics`]: follows('Colours of the picture.'),
    [`${ENTRY}/Video/Colour/Primaries`]: follows('Colours of the picture.'),
    [`${ENTRY}/Video/Colour/Range`]: follows('Colours of the picture.'),
    [`${ENTRY}/Audio`]: { reason: 'Holds what the sound is, where it is kept on request.' },
    [`${ENTRY}/Audio/SamplingFrequency`]: follows('Samples a second.'),
    [`${ENTRY}/Audio/Channels`]: follows('Channels of the sound.'),
    'Segment/Cluster': { reason: 'Holds coded frames.' },
    'Segment/Cluster/Timestamp': follows('Time of the first frame.'),
    'Segment/Cluster/SimpleBlock': {
      reason: 'One coded frame and its time.',
      constant: { reserved: [0], hidden: [0], lacing: [0], discardable: [0] },
      kinds: { reserved: 'metadata', hidden: 'hidden-frames', lacing: 'hidden-frames' },
    },
    'Segment/Cues': { reason: 'Holds the places at which a player may start.' },
    [CUE]: { reason: 'Holds one such place.' },
    [`${CUE}/CueTime`]: follows('Time of the place.'),
    [`${CUE}/CueTrackPositions`]: { reason: 'Holds the place in one track.' },
    [`${CUE}/CueTrackPositions/CueTrack`]: always('Number of the track.', 1, 2),
    [`${CUE}/CueTrackPositions/CueClusterPosition`]: follows('Place of the cluster.'),
    ...AV1_UNITS,
  },
};
