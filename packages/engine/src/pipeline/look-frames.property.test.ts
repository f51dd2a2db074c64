import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxesAt, countIds, face, playClip, scriptedDetector } from '../../test/scripted-clip.ts';
import type { Detection } from '../detect/detection.ts';
import { coveredRatio, growBox } from '../frame/box.ts';
import { liveFrames } from '../frame/raw-frame.ts';
import { lookAtFrames } from './look-frames.ts';

const clip = { frameCount: 24, framesPerSecond: 12, width: 96, height: 54 };

/** Faces far enough apart not to be the same one, anywhere, at any time. */
const sights = fc.array(
  fc.record({
    frame: fc.integer({ min: 0, max: 23 }),
    column: fc.integer({ min: 0, max: 3 }),
    row: fc.integer({ min: 0, max: 1 }),
    size: fc.integer({ min: 8, max: 14 }),
    score: fc.double({ min: 0.2, max: 1, noNaN: true }),
  }),
  { maxLength: 40 },
);

type Sight = (typeof sights extends fc.Arbitrary<infer T> ? T : never)[number];

function script(list: readonly Sight[]): (frame: number) => readonly Detection[] {
  return (frame) =>
    list
      .filter(
        (sight, at) =>
          sight.frame === frame &&
          list.findIndex((one) => one.frame === frame && one.column === sight.column && one.row === sight.row) === at,
      )
      .map(({ column, row, size, score }) => face({ x: column * 24, y: row * 27, width: size, height: size }, score));
}

async function hiddenBy(answer: (frame: number) => readonly Detection[], strict = true) {
  const faces = scriptedDetector(answer);
  const look = await lookAtFrames(playClip(clip), { faces }, { randomId: countIds(), strict });
  return { tracks: look.tracks, looked: faces.looked };
}

describe('lookAtFrames', () => {
  it('covers every detection at its own time, and half a second around it', async () => {
    await fc.assert(
      fc.asyncProperty(sights, fc.boolean(), async (list, strict) => {
        const answer = script(list);
        const { tracks, looked } = await hiddenBy(answer, strict);
        for (const frame of looked) {
          for (const { box } of answer(frame)) {
            const seconds = frame / clip.framesPerSecond;
            const covering = tracks.filter((track) =>
              boxesAt([track], seconds).some((hidden) => coveredRatio(box, growBox(hidden, 0.1, 0.1, 0.1)) > 0.99),
            );
            expect(covering.length).toBeGreaterThan(0);
            expect(Math.min(...covering.map((track) => track.fromSeconds))).toBeLessThanOrEqual(
              Math.max(0, seconds - 0.5) + 1e-6,
            );
            expect(Math.max(...covering.map((track) => track.throughSeconds))).toBeGreaterThanOrEqual(
              Math.min(23 / 12, seconds + 0.5) - 1e-6,
            );
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('does not mind the order of detections in a frame', async () => {
    await fc.assert(
      fc.asyncProperty(sights, async (list) => {
        const answer = script(list);
        const forwards = await hiddenBy(answer);
        const backwards = await hiddenBy((frame) => answer(frame).toReversed());
        const boxes = (tracks: typeof forwards.tracks) =>
          Array.from({ length: 24 }, (_, frame) =>
            boxesAt(tracks, frame / 12)
              .map((box) => JSON.stringify(box))
              .toSorted(),
          );
        expect(boxes(backwards.tracks)).toEqual(boxes(forwards.tracks));
      }),
      { numRuns: 20 },
    );
  });

  it('frees every frame, wherever it is aborted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 4 }), async (at, concurrency) => {
        const controller = new AbortController();
        const onProgress = (done: number) => {
          if (done === at) controller.abort(new Error('enough'));
        };
        const faces = scriptedDetector((frame) => [face({ x: frame, y: 9, width: 10, height: 12 })]);
        const options = { randomId: countIds(), concurrency, onProgress, signal: controller.signal };
        const outcome = await lookAtFrames(playClip(clip), { faces }, options).catch((error: unknown) => error);
        if (at < 24) expect(outcome).toBe(controller.signal.reason);
        expect(liveFrames()).toBe(0);
      }),
      { numRuns: 30 },
    );
  });
});
