import type { Box, FrameFinding, HideOptions, Plan, PlanTrack, TextChoice, Preset } from '@passerby/engine';

// What the studio needs from whatever opens, looks, hides and saves. `web-media.ts` fills it in with packages/web; tests with a double.

/** Why something could not be done, for the sentence that the page shows. */
export type FailureCode =
  | 'unsupported-media'
  | 'needs-command-line'
  | 'unsupported-codec'
  | 'damaged-media'
  | 'inference'
  | 'models-missing'
  | 'memory'
  | 'storage'
  | 'plan'
  | 'stalled'
  | 'unexpected';

/** Something failed; nothing of an output is left. `message` is one English sentence without names of files. */
export class MediaError extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'MediaError';
    this.code = code;
  }
}

/** What is known of an opened file. */
export interface MediaInfo {
  readonly kind: 'photo' | 'video';
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
  /** 0 for a photo. */
  readonly durationSeconds: number;
  /** When each frame is shown, ascending, from the first frame shown; `[0]` for a photo. Complete once the file was looked at. */
  readonly frameTimes: Float64Array;
  readonly hasSound: boolean;
  /** Formats that this browser can write for this file, best first; at least one. */
  readonly formats: readonly OutputFormat[];
}

/** What a hidden copy is written as. */
export type OutputFormat = 'jpeg' | 'png' | 'webp' | 'mp4' | 'webm';

/** How far a step is. */
export interface StepProgress {
  readonly step: 'look' | 'hide' | 'verify';
  /** Frames done (parts of the work for a photo). */
  readonly done: number;
  /** Frames in all; absent while unknown. */
  readonly total?: number | undefined;
}

/** Options of everything that takes a while. */
export interface StepOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: StepProgress) => void) | undefined;
}

/** What to look for. */
export interface LookFor {
  readonly preset: Preset;
  readonly text: TextChoice;
}

/** What looking gave. */
export interface Looked {
  readonly plan: Plan;
  /** Moments at which the picture changes as a whole, in seconds. */
  readonly cutSeconds: readonly number[];
  /** What people should know, one sentence each. */
  readonly warnings: readonly string[];
}

/** How a frame is shown. */
export interface FrameRequest {
  readonly plan: Plan;
  readonly hide: HideOptions;
  /** The original in place of the hidden picture: only while a person holds the key that compares. */
  readonly clear?: boolean | undefined;
  /** Longest side of the picture given, in pixels. */
  readonly maxSidePixels?: number | undefined;
}

/** One frame to be drawn on the page. The receiver closes the bitmap. */
export interface ShownFrame {
  readonly bitmap: ImageBitmap;
  /** The frame's own time. */
  readonly seconds: number;
}

/** How the hidden copy is saved. */
export interface SaveOptions extends StepOptions {
  readonly format: OutputFormat;
  readonly quality: 'small' | 'default' | 'high';
  readonly sound: 'drop' | 'keep';
  readonly hide: HideOptions;
  /** Where to stream to; absent: to the browser's own storage, given back as a file. */
  readonly handle?: FileSystemFileHandle | undefined;
}

/** A finished, audited hidden copy. */
export interface Saved {
  /** The copy, to be checked and, where no handle was given, to be downloaded. */
  readonly file: File;
  /** With its dot. */
  readonly extension: string;
  readonly sha256: string;
  readonly warnings: readonly string[];
  /** Kinds of things that the input held and the copy does not; kinds, never values. */
  readonly removed: readonly string[];
  /** Deletes the copy from the browser's storage; nothing where it went to a handle. */
  discard(): Promise<void>;
}

/** What a check of the finished copy found. */
export interface Checked {
  readonly findings: readonly FrameFinding[];
  /** What the container holds that must not be there, one sentence each. */
  readonly containerLeaks: readonly string[];
}

/** An opened file. */
export interface OpenedMedia {
  readonly info: MediaInfo;
  /** Finds everybody and everything. @throws MediaError where a detector failed: never "nothing found". */
  look(what: LookFor, options: StepOptions): Promise<Looked>;
  /** The frame that is shown at this moment. */
  frameAt(seconds: number, request: FrameRequest, signal?: AbortSignal): Promise<ShownFrame>;
  /** All frames from this moment on, as fast as they are taken. */
  frames(fromSeconds: number, request: FrameRequest, signal: AbortSignal): AsyncIterable<ShownFrame>;
  /** A drawn region that follows what is in the box, forwards and backwards, until it is lost. */
  follow(seconds: number, box: Box, options: StepOptions): Promise<PlanTrack>;
  /** Writes the hidden copy. */
  save(plan: Plan, options: SaveOptions): Promise<Saved>;
  /** Looks at the finished copy. */
  check(saved: Saved, plan: Plan, options: StepOptions & { readonly hide: HideOptions }): Promise<Checked>;
  /** Ends all work on the file and frees it. */
  dispose(): void;
}

/** What this browser can do, for the page's notes. */
export interface Surroundings {
  /** Whether several threads may be used. */
  readonly isIsolated: boolean;
  /** Whether videos can be decoded and encoded at all. */
  readonly canVideo: boolean;
  /** Whether the browser keeps its storage in memory, as private windows do: large files then need their size in memory. */
  readonly isStorageInMemory: boolean;
}

/** Opens files. */
export interface MediaOpener {
  open(file: File, signal: AbortSignal): Promise<OpenedMedia>;
  surroundings(): Promise<Surroundings>;
}
