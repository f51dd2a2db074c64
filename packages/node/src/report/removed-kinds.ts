/** Kinds of things that an input may hold besides its picture, in the words of the receipt. Kinds, never values. */
export const removedKinds = {
  'gps-like': 'GPS-like data',
  exif: 'camera data (EXIF)',
  xmp: 'XMP data',
  iptc: 'IPTC data',
  name: 'names',
  time: 'times of recording or change',
  comment: 'comments',
  metadata: 'tags and other metadata',
  provenance: 'content credentials (C2PA)',
  'email-like': 'e-mail-like text',
  'phone-like': 'phone-like text',
  'encoder-string': 'names of encoders',
  sei: 'messages inside the coded video',
  icc: 'the colour profile',
  thumbnail: 'thumbnails',
  'second-picture': 'further pictures',
  'hidden-frames': 'frames that players do not show',
  sound: 'sound',
  'second-sound-track': 'further sound tracks',
  'second-video-track': 'further video tracks',
  subtitles: 'subtitles',
  chapters: 'chapters or references between tracks',
  timecode: 'timecodes',
  'data-track': 'tracks of data',
  'embedded-file': 'files inside the file',
  'trailing-data': 'data after the end',
  unaccounted: 'bytes of no known structure',
} as const satisfies Readonly<Record<string, string>>;

/** A kind of thing that is in an input and in no output. */
export type RemovedKind = keyof typeof removedKinds;

/** All kinds, in the order in which a receipt names them. */
export const removedKindNames = Object.keys(removedKinds) as readonly RemovedKind[] as [RemovedKind, ...RemovedKind[]];

/** The receipt in one sentence; `undefined` where nothing was removed. */
export function describeRemoved(kinds: readonly RemovedKind[]): string | undefined {
  return kinds.length === 0 ? undefined : `Removed: ${kinds.map((kind) => removedKinds[kind]).join(', ')}.`;
}
