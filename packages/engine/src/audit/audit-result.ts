/** Kinds of things that an audit finds. A kind says what sort of thing it is, never its value. */
export type AuditKind =
  | 'exif'
  | 'xmp'
  | 'iptc'
  | 'icc'
  | 'comment'
  | 'thumbnail'
  | 'second-picture'
  | 'provenance'
  | 'metadata'
  | 'name'
  | 'time'
  | 'encoder-string'
  | 'sei'
  | 'sound'
  | 'second-video-track'
  | 'second-sound-track'
  | 'subtitles'
  | 'chapters'
  | 'timecode'
  | 'data-track'
  | 'hidden-frames'
  | 'trailing-data'
  | 'unaccounted'
  | 'embedded-file'
  | 'gps-like'
  | 'email-like'
  | 'phone-like'
  | 'not-listed'
  | 'damaged'
  | 'wrong-content'
  | 'unknown-container';

/** One thing in a file that is not on the allow-list. Holds no value of what it found: kinds and places only. */
export interface AuditFinding {
  /** First byte that it is about, from the start of the file. */
  readonly offset: number;
  /** Bytes that it covers; with `offset` enough to cut a thumbnail out. 0 where it is about something missing. */
  readonly length: number;
  readonly kind: AuditKind;
  /** The rule of the allow-list that is broken, such as `mp4/moov/mvhd`, or `…/not-listed` for a structure that no rule allows. */
  readonly rule: string;
  /** `leak`: may tell who, where or when. `notice`: harmless by itself, but not what our writers write. */
  readonly severity: 'leak' | 'notice';
  /** One sentence for people. */
  readonly text: string;
}

/** Containers that the audit tells apart. */
export type AuditContainer = 'jpeg' | 'png' | 'webp' | 'gif' | 'mp4' | 'matroska' | 'heif' | 'unknown';

/** What a walk through a whole file came to. */
export interface AuditResult {
  readonly container: AuditContainer;
  /** Size of the file in bytes. */
  readonly sizeBytes: number;
  /** Bytes that belong to structures on the allow-list. Equal to `sizeBytes` where nothing was found. */
  readonly bytesAccounted: number;
  /** Still pictures that a viewer shows: 1 for a photo and for an animation, 0 for a video. */
  readonly pictures: number;
  readonly videoStreams: number;
  readonly audioStreams: number;
  /** Frames that a player shows: 1 for a photo. `undefined` where the audit cannot tell. */
  readonly shownFrames: number | undefined;
  /** Everything that is not on the allow-list, in file order. Empty means: every byte is accounted for. */
  readonly findings: readonly AuditFinding[];
  /** What this walk did not look into, one sentence each. */
  readonly limits: readonly string[];
}
