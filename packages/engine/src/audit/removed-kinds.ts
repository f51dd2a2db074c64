import type { AuditResult } from './audit-result.ts';

/** Kinds of things that an input may hold besides its picture, in the words of the receipt. Kinds, never values. */
const removedKinds = {
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

/** What an input is, and what of it stays. */
export interface RemovedFrom {
  readonly media: 'photo' | 'animation' | 'video';
  /** `keep`: the first sound track stays. */
  readonly audio: 'drop' | 'keep';
  /** Kinds that others found in it besides. */
  readonly others?: readonly string[] | undefined;
}

/** Which kinds of things the audit of an input found that its output, written anew from pixels, does not have. */
export function listRemovedKinds(audit: AuditResult, { media, audio, others = [] }: RemovedFrom): RemovedKind[] {
  const kinds = new Set([...kindsOf(audit), ...others]);
  // Frames after the first are what an animation is.
  if (media === 'animation') kinds.delete('second-picture');
  if (audio === 'keep') kinds.delete('sound');
  return removedKindNames.filter((kind) => kinds.has(kind));
}

/** Whether the audit knows the inside of this container. */
export function isWalked({ container }: AuditResult): boolean {
  return container !== 'unknown' && container !== 'heif';
}

/** Kinds that searching for pictures inside a file gives: in a container that is not walked, its own frames may look like them. */
const embeddedKinds: readonly string[] = ['thumbnail', 'second-picture', 'embedded-file'];

function kindsOf(audit: AuditResult): string[] {
  return audit.findings
    .filter(({ kind, severity }) => severity === 'leak' && (isWalked(audit) || !embeddedKinds.includes(kind)))
    .map(({ kind }) => kind);
}
