import { z } from 'zod';
import { abortSignalSchema } from '../abort-signal.ts';
import type { Detector } from '../detect/detector.ts';
import type { PlanTrack } from '../plan/plan.ts';

/** What is looked for; at least one. */
export interface LookDetectors {
  readonly faces?: Detector | undefined;
  readonly text?: Detector | undefined;
}

/** Schema of {@link LookOptions}: the one place for ranges and defaults. */
export const lookOptionsSchema = z.strictObject({
  /** Gives 16 random hex digits, other ones each time: the engine has no randomness of its own. */
  randomId: z.custom<() => string>((value) => typeof value === 'function', 'expected a function'),
  /** Looks for faces at least this often, in seconds. Above 0 up to 1, default 1/3. Longer may miss who passes by quickly. */
  lookEverySeconds: z
    .number()
    .positive()
    .max(1)
    .default(1 / 3),
  /** Looks for text this often while the picture changes, and at cuts, in seconds. Above 0 up to 3, default 0.5. Where nothing changes every 3 s will do. */
  textEverySeconds: z.number().positive().max(3).default(0.5),
  /** Looks at every frame, for everything. Default `false`. */
  strict: z.boolean().default(false),
  /** Looks under way at the same time, for each kind. 1 to 16, default 2. More needs more detector threads. */
  concurrency: z.int().min(1).max(16).default(2),
  /** Called after each frame that was read, with how many were. */
  onProgress: z
    .custom<(framesDone: number) => void>((value) => typeof value === 'function', 'expected a function')
    .optional(),
  /** Ends the look: all frames are freed and `signal.reason` is thrown. */
  signal: abortSignalSchema.optional(),
});

/** How a video is looked at. */
export type LookOptions = Readonly<z.input<typeof lookOptionsSchema>>;

/** {@link LookOptions} with the defaults filled in. */
export type ResolvedLookOptions = Readonly<z.output<typeof lookOptionsSchema>>;

/** What looking at a video gave. */
export interface Look {
  /** Everything to be hidden, in no order. */
  readonly tracks: readonly PlanTrack[];
  /** Pixels of the upright frames; 0 when there was no frame. */
  readonly width: number;
  readonly height: number;
  /** Frames read. */
  readonly frameCount: number;
  /** When the last frame is shown; 0 when there was none. */
  readonly lastSeconds: number;
  /** When other scenes begin, in seconds. */
  readonly cutSeconds: readonly number[];
  /** Frames in which faces were looked for. */
  readonly faceLookCount: number;
  /** Frames in which text was looked for. */
  readonly textLookCount: number;
}
