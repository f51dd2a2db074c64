import { z } from 'zod';

const finite = z.number();
const notNegative = finite.nonnegative();

const boxSchema = z.strictObject({
  x: finite,
  y: finite,
  width: finite.positive(),
  height: finite.positive(),
});

/** Where a box comes from: a detector saw it here; between two sights; beyond the first or last sight; a person drew it. */
const originSchema = z.enum(['detected', 'interpolated', 'extended', 'drawn']);

const keyframeSchema = z.strictObject({
  /** From the first frame shown. */
  seconds: notNegative,
  /** The thing itself (face, text group, drawn region), in pixels of the upright frame, before growth; may reach beyond the borders. */
  box: boxSchema,
  origin: originSchema,
  /** The detector's confidence where it saw the thing. */
  score: finite.min(0).max(1).optional(),
});

const trackSchema = z
  .strictObject({
    /** Random, 16 hex digits; means nothing outside this file. */
    id: z.string().regex(/^[0-9a-f]{16}$/, 'expected 16 hex digits'),
    kind: z.enum(['face', 'text', 'region']),
    /** First moment hidden, inclusive. */
    fromSeconds: notNegative,
    /** Last moment hidden, inclusive. */
    throughSeconds: notNegative,
    /** Ascending in time, at least one; linear between two, constant before the first and after the last. */
    keyframes: z.array(keyframeSchema).min(1),
    /** A person chose to leave this track visible, and why. */
    keep: z.strictObject({ reason: z.string().trim().min(1) }).optional(),
  })
  .refine((track) => track.fromSeconds <= track.throughSeconds, {
    path: ['throughSeconds'],
    message: 'expected a moment not before fromSeconds',
  })
  .refine((track) => track.keyframes.every((key, i, keys) => i === 0 || key.seconds > (keys[i - 1]?.seconds ?? 0)), {
    path: ['keyframes'],
    message: 'expected keyframes in ascending time',
  });

/** The plan's schema: what is hidden in one file, where and when. */
export const planSchema = z.strictObject({
  format: z.literal('passerby-plan'),
  version: z.literal(1),
  /** The file that the plan is for; nothing else ties the two. */
  media: z.strictObject({
    width: z.int().positive(),
    height: z.int().positive(),
    /** Frames shown; 1 for a photo. */
    frameCount: z.int().positive(),
    /** From the first frame shown to the end of the last; 0 for a photo. */
    durationSeconds: notNegative,
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits'),
  }),
  settings: z.strictObject({
    preset: z.enum(['face', 'head']),
    text: z.enum(['all', 'plates', 'none']),
  }),
  models: z.array(z.strictObject({ name: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
  tracks: z.array(trackSchema),
});

export type Plan = z.infer<typeof planSchema>;
export type PlanMedia = Plan['media'];
export type PlanSettings = Plan['settings'];
export type Preset = PlanSettings['preset'];
export type TextChoice = PlanSettings['text'];
export type PlanTrack = Plan['tracks'][number];
export type PlanKeyframe = PlanTrack['keyframes'][number];
export type KeyframeOrigin = PlanKeyframe['origin'];
