import * as fc from 'fast-check';
import type { Plan, PlanKeyframe, PlanTrack } from '../src/main.ts';

/** A valid plan for a 640 x 360 clip of 10 s with nothing in it, but for what is given. */
export function samplePlan(
  changes: { media?: Partial<Plan['media']>; tracks?: PlanTrack[] } & Partial<Plan['settings']> = {},
): Plan {
  const { media, tracks = [], preset = 'head', text = 'all' } = changes;
  return {
    format: 'passerby-plan',
    version: 1,
    media: { width: 640, height: 360, frameCount: 300, durationSeconds: 10, sha256: 'a'.repeat(64), ...media },
    settings: { preset, text },
    models: [{ name: 'yunet', sha256: 'b'.repeat(64) }],
    tracks,
  };
}

/** A face that stands still through the whole clip, but for what is given. */
export function sampleTrack(changes: Partial<PlanTrack> = {}): PlanTrack {
  return {
    id: '0123456789abcdef',
    kind: 'face',
    fromSeconds: 0,
    throughSeconds: 10,
    keyframes: [{ seconds: 0, box: { x: 200, y: 100, width: 40, height: 50 }, origin: 'detected', score: 0.9 }],
    ...changes,
  };
}

/** Any valid plan. Pictures of at most `longestSide` pixels. */
export function arbitraryPlan(longestSide = 4000): fc.Arbitrary<Plan> {
  const side = fc.integer({ min: 1, max: longestSide });
  const seconds = fc.double({ min: 0, max: 30, noNaN: true });
  return fc
    .record({ width: side, height: side, durationSeconds: seconds, frameCount: fc.integer({ min: 1, max: 10_000 }) })
    .chain((size) =>
      fc.record({
        format: fc.constant('passerby-plan' as const),
        version: fc.constant(1 as const),
        media: hex(64).map((sha256) => ({ ...size, sha256 })),
        settings: fc.record({
          preset: fc.constantFrom('face' as const, 'head' as const),
          text: fc.constantFrom('all' as const, 'plates' as const, 'none' as const),
        }),
        models: fc.array(fc.record({ name: fc.string({ minLength: 1 }), sha256: hex(64) }), { maxLength: 2 }),
        tracks: fc.uniqueArray(arbitraryTrack(size), { maxLength: 5, selector: ({ id }) => id }),
      }),
    );
}

/** Any valid track in media of this size. */
export function arbitraryTrack(media: {
  width: number;
  height: number;
  durationSeconds: number;
}): fc.Arbitrary<PlanTrack> {
  const moment = fc.double({ min: 0, max: media.durationSeconds, noNaN: true });
  return fc
    .record(
      {
        id: hex(16),
        kind: fc.constantFrom('face' as const, 'text' as const, 'region' as const),
        span: fc.tuple(moment, moment),
        keyframes: fc
          .uniqueArray(arbitraryKeyframe(media, moment), {
            minLength: 1,
            maxLength: 4,
            selector: ({ seconds }) => seconds,
          })
          .map((keyframes) => keyframes.toSorted((a, b) => a.seconds - b.seconds)),
        keep: fc.record({ reason: fc.stringMatching(/^[a-z]+$/) }),
      },
      { requiredKeys: ['id', 'kind', 'span', 'keyframes'] },
    )
    .map(({ span: [a, b], ...track }) => ({ ...track, fromSeconds: Math.min(a, b), throughSeconds: Math.max(a, b) }));
}

function arbitraryKeyframe(
  { width, height }: { width: number; height: number },
  moment: fc.Arbitrary<number>,
): fc.Arbitrary<PlanKeyframe> {
  return fc
    .record(
      {
        // -0 is written as 0.
        seconds: moment.map((seconds) => seconds + 0),
        across: arbitrarySpan(width),
        down: arbitrarySpan(height),
        origin: fc.constantFrom('detected' as const, 'interpolated' as const, 'extended' as const, 'drawn' as const),
        score: fc.double({ min: 0, max: 1, noNaN: true }).map((score) => score + 0),
      },
      { requiredKeys: ['seconds', 'across', 'down', 'origin'] },
    )
    .map(({ across, down, ...keyframe }) => ({
      ...keyframe,
      box: { x: across.from + 0, y: down.from + 0, width: across.length, height: down.length },
    }));
}

/** A stretch in or near the picture's width or height. */
function arbitrarySpan(length: number): fc.Arbitrary<{ from: number; length: number }> {
  return fc.record({
    from: fc.double({ min: -2 * length, max: 2 * length, noNaN: true }),
    length: fc.double({ min: 0.01, max: 2 * length, noNaN: true }),
  });
}

function hex(length: number): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...'0123456789abcdef'.split('')), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''));
}
