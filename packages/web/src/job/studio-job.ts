import type { Box, FrameFinding, HideOptions, Plan, PlanSettings, PlanTrack, RemovedKind } from '@passerby/engine';

/** Where one model's bytes are: an address on the page's own site, or the bytes themselves (cloned, not taken). */
export type ModelSource = string | Uint8Array;

/** The models that the page can offer. At least one face model; text is only asked for when text is to be hidden. */
export interface StudioModels {
  /** `yunet_n_dynamic.onnx`: hides where it is given; SHA-256 in `modelHashes`. */
  readonly yunet?: ModelSource | undefined;
  /** `mnet.25_v2.onnx`: hides where YuNet is not given, else the second opinion of verify. */
  readonly retinaface?: ModelSource | undefined;
  /** `ch_PP-OCRv4_det_infer.onnx`. */
  readonly text?: ModelSource | undefined;
}

/** Options of {@link openStudioJob}. */
export interface StudioJobOptions {
  readonly models: StudioModels;
  /** Most threads for models. Default: as many as timing the first runs finds quickest, 1 where the page is not cross-origin isolated. */
  readonly threads?: number | undefined;
  /** Ends the opening. */
  readonly signal?: AbortSignal | undefined;
}

/** Files that a copy can be saved as. */
export type OutputFormat = 'jpeg' | 'png' | 'webp' | 'mp4-h264' | 'webm-vp9' | 'webm-av1';

/** What is known of a file once it is open. */
export interface MediaFacts {
  /** An animation is a moving GIF, WebP or PNG: it is saved as a video. */
  readonly kind: 'photo' | 'animation' | 'video';
  /** Pixels of the upright picture: rotation is applied. */
  readonly width: number;
  readonly height: number;
  /** For progress only, before a look: frames in the file as its index says. 1 for a photo. */
  readonly estimatedFrameCount: number;
  /** From the first frame shown to the end of the last; 0 for a photo. */
  readonly durationSeconds: number;
  readonly hasSound: boolean;
  /** Formats that this browser can save it as, best first; never empty. Where `mp4-h264` is missing for a video, say so. */
  readonly formats: readonly OutputFormat[];
  /** What people may wonder about, one English sentence each. */
  readonly notes: readonly string[];
}

/** How far an operation is. */
export interface StudioProgress {
  readonly step: 'look' | 'hide' | 'verify';
  /** Frames of this step that are done (parts of the work for a photo). */
  readonly done: number;
  /** Absent while unknown. */
  readonly total?: number | undefined;
}

/** Every long operation takes these. */
export interface WalkOptions {
  /** About ten times a second. */
  readonly onProgress?: ((progress: StudioProgress) => void) | undefined;
  /** Ends the operation: it rejects with `signal.reason` and leaves nothing behind. The job stays usable. */
  readonly signal?: AbortSignal | undefined;
}

/** What looking gave. */
export interface LookedAt {
  /** Everything that was found, hidden. Edit it with the engine's `editPlan`; serialise it with `serializePlan` for the command line. */
  readonly plan: Plan;
  /** When each frame is shown, in seconds from the first frame shown, ascending; `[0]` for a photo. */
  readonly frameSeconds: Float64Array;
  /** When other scenes begin, in seconds. */
  readonly cutSeconds: readonly number[];
  /** One English sentence each: what people may have to act on. */
  readonly warnings: readonly string[];
  /** One English sentence each: what was done that people may wonder about. */
  readonly notes: readonly string[];
}

/** What is to be shown of a frame, for people to look at in the page. */
export interface FrameRequest {
  /** The frame shown at this moment, in seconds from the first frame shown. */
  readonly seconds: number;
  readonly plan: Plan;
  /** Effect and colour. The preview is what the output will show, before it is encoded. */
  readonly hide?: Pick<HideOptions, 'effect' | 'color'> | undefined;
  /** Only this part of the upright picture, in its pixels. Default: all of it. */
  readonly crop?: Box | undefined;
  /** Most pixels across and down of the bitmap: larger pictures are scaled down. Default: as they are. */
  readonly maxWidth?: number | undefined;
  readonly maxHeight?: number | undefined;
}

/** A picture for the page. */
export interface ShownFrame {
  /** The caller closes it. */
  readonly bitmap: ImageBitmap;
  /** When the frame is shown. */
  readonly seconds: number;
}

/** How a hidden copy is saved. */
export interface SaveRequest {
  readonly plan: Plan;
  readonly hide?: Pick<HideOptions, 'effect' | 'color'> | undefined;
  /** Default: the first of `MediaFacts.formats`. */
  readonly format?: OutputFormat | undefined;
  /** `keep`: the first sound track is encoded anew as Opus; voices remain. Default `drop`. */
  readonly sound?: 'drop' | 'keep' | undefined;
}

/** A finished hidden copy: every byte of it is accounted for. */
export interface SavedFile {
  readonly id: string;
  /** The file, on disk (or in memory, see `storage`), until {@link StudioJob.release} or the job is closed: it can be downloaded from an object URL. */
  readonly file: File;
  /** `.jpg`, `.png`, `.webp`, `.mp4`, `.webm`. */
  readonly extension: string;
  readonly mimeType: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** `memory`: the browser has no private storage here (a private window), so the file is held in memory. */
  readonly storage: 'disk' | 'memory';
  /** Most bits that the effect lets through of one track's pixels; 0 for solid. */
  readonly bitsPerTrack: number;
  /** Kinds of things that the original holds and the copy does not; never values. */
  readonly removed: readonly RemovedKind[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/** Where a finished file is to be written. */
export interface DeliverRequest {
  readonly saved: SavedFile;
  /** From `showSaveFilePicker`. */
  readonly handle: FileSystemFileHandle;
}

/** How a finished file is checked. */
export interface VerifyRequest {
  readonly saved: SavedFile;
  readonly plan: Plan;
}

/** What a check of a finished file gave. */
export interface VerifiedFile {
  /** What is visible, in order of time. The engine's `findingsToTracks` makes tracks of the leaks, to be added to the plan. */
  readonly findings: readonly FrameFinding[];
  /** One English sentence each: what was looked at, with what. */
  readonly notes: readonly string[];
  readonly models: readonly { readonly name: string; readonly sha256: string }[];
}

/** What is to be followed. */
export interface FollowRequest {
  /** When the box was drawn. */
  readonly seconds: number;
  /** In pixels of the upright picture. */
  readonly box: Box;
  /** 16 random hex digits for the track. */
  readonly id: string;
}

/**
 * One open file and its worker. Several operations may run at the same time; every one may reject with a {@link StudioFailure} (or with the reason of its
 * signal). After a failure with code `stalled`, `crashed` or `closed` the job is over: open the file anew.
 */
export interface StudioJob extends Disposable {
  readonly media: MediaFacts;
  /** Finds and follows everyone (first pass). */
  look(settings: PlanSettings, walk?: WalkOptions): Promise<LookedAt>;
  /** Makes sure that a plan, of the command line or of an earlier session, is for this file. @throws StudioFailure with code `plan`. */
  checkPlan(plan: Plan, walk?: WalkOptions): Promise<Omit<LookedAt, 'warnings' | 'notes'>>;
  /** One frame, hidden. The decoder is kept open: the next frame of a video costs no seek. */
  frameAt(request: FrameRequest, options?: Pick<WalkOptions, 'signal'>): Promise<ShownFrame>;
  /** Frames from a moment on, hidden, one for one; at most two are made ahead. Stop the loop to end it. */
  frames(request: FrameRequest, options?: Pick<WalkOptions, 'signal'>): AsyncIterable<ShownFrame>;
  /** One frame as it is in the original: for comparing in the reviewer's own page only. */
  clearFrameAt(
    request: Omit<FrameRequest, 'plan' | 'hide'>,
    options?: Pick<WalkOptions, 'signal'>,
  ): Promise<ShownFrame>;
  /** Follows what is in a drawn box, forwards and backwards until it is lost or a cut comes; gives a track of kind `region`. */
  follow(request: FollowRequest, walk?: WalkOptions): Promise<PlanTrack>;
  /**
   * Writes the hidden copy (second pass) into the browser's private storage (memory where there is none) and accounts for its bytes. On failure nothing
   * of it is left.
   */
  save(request: SaveRequest, walk?: WalkOptions): Promise<SavedFile>;
  /** Streams a finished file to where a person wants it. The browser puts it there once it is whole; on failure and on abort nothing of it appears. */
  deliver(request: DeliverRequest, walk?: WalkOptions): Promise<void>;
  /** Looks at a finished file again. */
  verify(request: VerifyRequest, walk?: WalkOptions): Promise<VerifiedFile>;
  /** Deletes what a save left in the browser's private storage. */
  release(saved: SavedFile): Promise<void>;
  /** Ends the worker at once and deletes what is left in the browser's private storage. Idempotent. */
  [Symbol.dispose](): void;
}
