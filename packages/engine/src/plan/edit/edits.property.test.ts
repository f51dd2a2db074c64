import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryTrack, samplePlan } from '../../../test/sample-plan.ts';
import type { Box } from '../../frame/box.ts';
import { boxAt } from '../box-at.ts';
import { checkPlan } from '../parse-plan.ts';
import type { PlanTrack } from '../plan.ts';
import { mergeTracks, splitTrack } from './reshape-tracks.ts';

const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const newId = 'abcdef0123456789';

/** Whether the outer box holds the inner one, but for what floats lose. */
function holds(outer: Box, inner: Box): boolean {
  const slack = 1e-6 * (1 + Math.abs(inner.x) + Math.abs(inner.y) + inner.width + inner.height);
  return (
    outer.x <= inner.x + slack &&
    outer.y <= inner.y + slack &&
    outer.x + outer.width >= inner.x + inner.width - slack &&
    outer.y + outer.height >= inner.y + inner.height - slack
  );
}

function momentsOf({ fromSeconds, throughSeconds, keyframes }: PlanTrack): number[] {
  const span = throughSeconds - fromSeconds;
  const spread = Array.from({ length: 9 }, (_, at) => fromSeconds + (span * at) / 8);
  return [...spread, ...keyframes.map(({ seconds }) => seconds)].filter(
    (seconds) => seconds >= fromSeconds && seconds <= throughSeconds,
  );
}

function expectHidden(by: readonly PlanTrack[], track: PlanTrack): void {
  for (const seconds of momentsOf(track)) {
    const isHidden = by.some(
      (other) =>
        seconds >= other.fromSeconds &&
        seconds <= other.throughSeconds &&
        holds(boxAt(other, seconds), boxAt(track, seconds)),
    );
    expect(isHidden).toBe(true);
  }
}

const { media } = samplePlan();
const track = arbitraryTrack(media);

describe('editing tracks', () => {
  it('merging hides at every moment at least what both tracks hid', () => {
    fc.assert(
      fc.property(track, track, (first, other) => {
        const second: PlanTrack = { ...other, id: newId, kind: first.kind };
        const merged = mergeTracks(samplePlan({ tracks: [first, second] }), first.id, newId);
        expect(checkPlan(merged).tracks).toHaveLength(1);
        for (const one of [first, second]) expectHidden(merged.tracks, one);
      }),
    );
  });

  it('splitting hides at every moment what the whole track hid', () => {
    fc.assert(
      fc.property(track, share, (any, at) => {
        const whole = { ...any, throughSeconds: Math.min(media.durationSeconds, any.fromSeconds + 1) };
        fc.pre(whole.throughSeconds - whole.fromSeconds > 0.5);
        const seconds = whole.fromSeconds + at * (whole.throughSeconds - whole.fromSeconds);
        const split = splitTrack(samplePlan({ tracks: [whole] }), whole.id, seconds, newId);
        expect(checkPlan(split).tracks).toHaveLength(2);
        expectHidden(split.tracks, whole);
      }),
    );
  });
});
