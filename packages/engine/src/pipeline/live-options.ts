import { z } from 'zod';
import type { DetectionKind } from '../detect/detection.ts';
import { hideOptionsSchema } from '../hide/hide-options.ts';
import type { InferenceError } from '../errors.ts';

/** Port: whose turn it is to look. All streams of a machine share it, so that none starves. */
export interface LookTurns {
  /** Resolves when it is this stream's turn; the function that it gives ends the turn. Never rejects. */
  request(kind: DetectionKind): Promise<() => void>;
}

const share = z.number().min(0).max(1);

/** Schema of {@link LiveOptions}: the one place for ranges and defaults. */
export const liveOptionsSchema = hideOptionsSchema.pick({ effect: true, color: true }).extend({
  /** Pixels of the frames; others are refused. */
  width: z.int().min(16),
  height: z.int().min(16),
  /** Frames that come a second, at most: bounds what is remembered. 1 to 120, default 30. */
  framesPerSecond: z.number().min(1).max(120).default(30),
  /** How long a frame is held back, in seconds. 0 to 3, default 0.3. Less exposes who is found late; more delays. */
  holdBackSeconds: z.number().min(0).max(3).default(0.3),
  /** How far from a frame a finished look for faces may be for the frame to leave, in seconds. 0.05 to 1, default 0.25. */
  lookWithinSeconds: z.number().min(0.05).max(1).default(0.25),
  /** The same for text. 0.1 to 3, default 1.1: looks come at least once a second. */
  textWithinSeconds: z.number().min(0.1).max(3).default(1.1),
  /** Looks for faces this often where turns allow, in seconds. Above 0 to 1, default 0.2. */
  lookEverySeconds: z.number().positive().max(1).default(0.2),
  /** Looks for text this often while the picture changes, in seconds. Above 0 to 1, default 0.5. Where nothing changes once a second will do. */
  textEverySeconds: z.number().positive().max(1).default(0.5),
  /** How much later than held back a frame may leave while its look is under way, in seconds; later ones are dropped. 0 to 1, default 0.3. */
  latestSeconds: z.number().min(0).max(1).default(0.3),
  /** How much of a person is hidden. Default `head`. */
  preset: z.enum(['face', 'head']).default('head'),
  /** Parts of the picture that are always hidden, in shares of its width and height. */
  regions: z
    .array(z.strictObject({ left: share, top: share, right: share, bottom: share }))
    .readonly()
    .default([]),
  /** Told when a detector failed. Nothing leaves until others are given. */
  onFailure: z.custom<(error: InferenceError) => void>((value) => typeof value === 'function', 'expected a function'),
  /** Told when a look has finished: frames that wait for it may leave now. */
  onLook: z
    .custom<(kind: DetectionKind) => void>((value) => typeof value === 'function', 'expected a function')
    .optional(),
});

/** How a live stream is hidden. */
export type LiveOptions = Readonly<z.input<typeof liveOptionsSchema>>;

/** {@link LiveOptions} with the defaults filled in. */
export type ResolvedLiveOptions = Readonly<z.output<typeof liveOptionsSchema>>;
