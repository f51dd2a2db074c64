import { z } from 'zod';
import { abortSignalSchema } from '../abort-signal.ts';
import type { Detector } from '../detect/detector.ts';
import { hideOptionsSchema } from '../hide/hide-options.ts';

/** What is looked for in an output; at least one. */
export interface VerifyDetectors {
  /** The thorough one: for a grid in time, both sides of cuts, and just before and after everybody who is hidden. */
  readonly faces?: Detector | undefined;
  /** The quick one: for every other frame. Absent: those are not looked at. */
  readonly quickFaces?: Detector | undefined;
  readonly text?: Detector | undefined;
}

/** Schema of {@link VerifyFramesOptions}: the one place for ranges and defaults. */
export const verifyFramesOptionsSchema = z.strictObject({
  /** Looks thoroughly for faces at least this often, in seconds. Above 0 up to 5, default 0.5; 0.001 looks at every frame. */
  facesEverySeconds: z.number().positive().max(5).default(0.5),
  /** Looks for text at least this often, in seconds, and up to twice as often while the picture changes. Above 0 up to 5, default 0.5. */
  textEverySeconds: z.number().positive().max(5).default(0.5),
  /** From this score on what is found is a leak; below, a notice. 0 to 1, default 0.5. */
  leakScore: z.number().min(0).max(1).default(0.5),
  /**
   * Text that is found will be confirmed on the original (`confirmText`). Default false: then what is at most one letter, or cut out by a fill,
   * is a notice, as text networks read windows and mirrors once the real text is gone.
   */
  confirmsText: z.boolean().default(false),
  /** The colour of fills, `#rrggbb`, for moments without a plan. Default that of the solid effect. */
  fillColor: hideOptionsSchema.shape.color,
  /** Looks under way at the same time, for each kind. 1 to 16, default 2. */
  concurrency: z.int().min(1).max(16).default(2),
  /** Called after each frame that was read, with how many were. */
  onProgress: z
    .custom<(framesDone: number) => void>((value) => typeof value === 'function', 'expected a function')
    .optional(),
  /** Ends the check: all frames are freed and `signal.reason` is thrown. */
  signal: abortSignalSchema.optional(),
});

/** How an output is checked. */
export type VerifyFramesOptions = Readonly<z.input<typeof verifyFramesOptionsSchema>>;

/** {@link VerifyFramesOptions} with the defaults filled in. */
export type ResolvedVerifyFramesOptions = Readonly<z.output<typeof verifyFramesOptionsSchema>>;
