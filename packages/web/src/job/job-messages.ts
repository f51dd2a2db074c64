import type { PlanTrack, Plan, PlanSettings } from '@passerby/engine';
import type { StudioFailureCode } from './job-failure.ts';
import type {
  FollowRequest,
  FrameRequest,
  LookedAt,
  MediaFacts,
  SavedFile,
  SaveRequest,
  ShownFrame,
  StudioModels,
  StudioProgress,
  VerifiedFile,
} from './studio-job.ts';

// What the page and a job's worker say to each other. Both are ours and of one build: the messages are typed, not checked.

/** What a worker does with its file, by name: what it takes and what it gives. */
export interface JobCalls {
  readonly look: { readonly takes: { readonly settings: PlanSettings }; readonly gives: LookedAt };
  readonly checkPlan: {
    readonly takes: { readonly plan: PlanRef };
    readonly gives: Omit<LookedAt, 'warnings' | 'notes'>;
  };
  readonly frameAt: { readonly takes: SentFrameRequest; readonly gives: ShownFrame };
  readonly clearFrameAt: { readonly takes: Omit<FrameRequest, 'plan' | 'hide'>; readonly gives: ShownFrame };
  /** Opens a walk; `nextFrame` gives its frames one by one until there is none. */
  readonly openFrames: { readonly takes: SentFrameRequest; readonly gives: number };
  readonly nextFrame: { readonly takes: number; readonly gives: ShownFrame | undefined };
  readonly closeFrames: { readonly takes: number; readonly gives: undefined };
  readonly follow: { readonly takes: FollowRequest; readonly gives: PlanTrack };
  readonly save: {
    readonly takes: Omit<SaveRequest, 'plan'> & { readonly plan: PlanRef };
    readonly gives: SavedFile;
  };
  readonly verify: {
    readonly takes: { readonly savedId: string; readonly plan: PlanRef };
    readonly gives: VerifiedFile;
  };
  readonly deliver: {
    readonly takes: { readonly savedId: string; readonly handle: FileSystemFileHandle };
    readonly gives: undefined;
  };
  readonly release: { readonly takes: string; readonly gives: undefined };
}

/** A plan by the number under which it was sent: large plans are not sent again for each frame. */
export type PlanRef = number;

/** A frame request as it is sent. */
export interface SentFrameRequest extends Omit<FrameRequest, 'plan'> {
  readonly plan: PlanRef;
}

/** Name of a call. */
export type JobCallName = keyof JobCalls;

/** Page to worker. */
export type JobRequest =
  | {
      readonly type: 'open';
      readonly id: number;
      readonly jobId: string;
      readonly file: Blob;
      readonly models: StudioModels;
      readonly threads: number | undefined;
    }
  | { readonly type: 'plan'; readonly ref: PlanRef; readonly plan: Plan }
  | { readonly type: 'call'; readonly id: number; readonly name: JobCallName; readonly argument: unknown }
  | { readonly type: 'cancel'; readonly id: number }
  /** A line to the page's models, as asked for. */
  | { readonly type: 'models'; readonly port: MessagePort }
  /** The page's models are gone. */
  | { readonly type: 'models-ended'; readonly message: string };

/** A failure as it is sent. */
export interface SentFailure {
  readonly code: StudioFailureCode;
  readonly message: string;
  readonly details: string | undefined;
}

/** Worker to page. */
export type JobMessage =
  /** A sign of life, every few seconds. */
  | { readonly type: 'alive' }
  /** Asks for a line to the page's models: `threads` were found to be quickest. */
  | { readonly type: 'connect-models'; readonly threads: number }
  | { readonly type: 'models-failed' }
  | { readonly type: 'progress'; readonly id: number; readonly progress: StudioProgress }
  | { readonly type: 'opened'; readonly id: number; readonly media: MediaFacts }
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly failure: SentFailure };
