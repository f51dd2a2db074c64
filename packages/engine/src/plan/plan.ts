import { z } from 'zod';

/** Two times that differ by less are one moment: containers round times to their own clocks. In seconds. */
export const timeSlackSeconds = 0.001;

/** How far from the picture a box may be, in widths and heights of the picture. Farther is nonsense, not somebody who left. */
const farthestPictures = 10;

const finite = z.number();
const notNegative = finite.nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits');

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

const trackSchema = z.strictObject({
  /** Random, 16 hex digits; means nothing outside this file. */
  id: z.string().regex(/^[0-9a-f]{16}$/, 'expected 16 lower-case hex digits'),
  kind: z.enum(['face', 'text', 'region']),
  /** First moment hidden, inclusive. */
  fromSeconds: notNegative,
  /** Last moment hidden, inclusive. */
  throughSeconds: notNegative,
  /** Ascending in time, at least one; linear between two, constant before the first and after the last. */
  keyframes: z.array(keyframeSchema).min(1),
  /** A person chose to leave this track visible, and why. */
  keep: z.strictObject({ reason: z.string().trim().min(1) }).optional(),
});

/** The plan's schema: what is hidden in one file, where and when. */
export const planSchema = z
  .strictObject({
    format: z.literal('passerby-plan'),
    version: z.literal(1),
    /** The file that the plan is for; nothing else ties the two. */
    media: z.strictObject({
      /** Pixels of the upright picture. */
      width: z.int().positive(),
      height: z.int().positive(),
      /** Frames shown; 1 for a photo. */
      frameCount: z.int().positive(),
      /** From the first frame shown to the end of the last; 0 for a photo. */
      durationSeconds: notNegative,
      sha256,
    }),
    settings: z.strictObject({
      preset: z.enum(['face', 'head']),
      text: z.enum(['all', 'plates', 'none']),
    }),
    models: z.array(z.strictObject({ name: z.string().min(1), sha256 })),
    tracks: z.array(trackSchema),
  })
  .superRefine((plan, context) => {
    for (const { path, expected, input } of findNonsense(plan)) {
      context.addIssue({ code: 'custom', path, message: `expected ${expected}`, input });
    }
  });

export type Plan = z.infer<typeof planSchema>;
export type PlanMedia = Plan['media'];
export type PlanSettings = Plan['settings'];
export type Preset = PlanSettings['preset'];
export type TextChoice = PlanSettings['text'];
export type PlanTrack = Plan['tracks'][number];
export type PlanKeyframe = PlanTrack['keyframes'][number];
export type PlanTrackKind = PlanTrack['kind'];
export type KeyframeOrigin = PlanKeyframe['origin'];

interface Nonsense {
  readonly path: (string | number)[];
  readonly expected: string;
  readonly input: unknown;
}

/** What no field shows alone: a plan that contradicts itself. */
function* findNonsense(plan: Plan): Generator<Nonsense> {
  const { durationSeconds } = plan.media;
  const end = durationSeconds + timeSlackSeconds;
  const ids = new Set<string>();
  for (const [index, track] of plan.tracks.entries()) {
    const path = ['tracks', index];
    const { id, fromSeconds, throughSeconds } = track;
    if (ids.has(id)) yield { path: [...path, 'id'], expected: 'an id that no other track has', input: id };
    ids.add(id);
    if (fromSeconds > throughSeconds) {
      yield {
        path: [...path, 'throughSeconds'],
        expected: 'a moment not before fromSeconds',
        input: throughSeconds,
      };
    }
    if (throughSeconds > end) {
      yield {
        path: [...path, 'throughSeconds'],
        expected: `a moment within the ${durationSeconds} s of the media`,
        input: throughSeconds,
      };
    }
    yield* findKeyframeNonsense(plan.media, track, [...path, 'keyframes']);
  }
}

function* findKeyframeNonsense(
  media: PlanMedia,
  track: PlanTrack,
  trackPath: readonly (string | number)[],
): Generator<Nonsense> {
  let previousSeconds = -1;
  for (const [index, { seconds, box }] of track.keyframes.entries()) {
    if (seconds <= previousSeconds) {
      yield {
        path: [...trackPath, index, 'seconds'],
        expected: 'a moment after the keyframe before it',
        input: seconds,
      };
    }
    if (seconds > media.durationSeconds + timeSlackSeconds) {
      yield {
        path: [...trackPath, index, 'seconds'],
        expected: `a moment within the ${media.durationSeconds} s of the media`,
        input: seconds,
      };
    }
    const isNear = isSpanNear(box.x, box.width, media.width) && isSpanNear(box.y, box.height, media.height);
    if (!isNear) {
      yield { path: [...trackPath, index, 'box'], expected: 'a box in or near the picture', input: box };
    }
    previousSeconds = seconds;
  }
}

function isSpanNear(from: number, length: number, pictureLength: number): boolean {
  const slack = farthestPictures * pictureLength;
  return from >= -slack && from + length <= pictureLength + slack;
}
