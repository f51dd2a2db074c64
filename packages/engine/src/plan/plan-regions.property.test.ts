import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPlan } from '../../test/sample-plan.ts';
import { clipBox, growBox, type Box } from '../frame/box.ts';
import { boxAt } from './box-at.ts';
import { PlanRegions } from './plan-regions.ts';
import type { Plan } from './plan.ts';

/** Any plan and moments in its time, in any order. */
const planAndTimes = arbitraryPlan().chain((plan) =>
  fc.tuple(
    fc.constant(plan),
    fc.array(fc.double({ min: 0, max: plan.media.durationSeconds, noNaN: true }), { minLength: 1, maxLength: 8 }),
  ),
);

function holds(outer: Box, inner: Box): boolean {
  const isAcross = outer.x <= inner.x && outer.x + outer.width >= inner.x + inner.width - 1e-9;
  return isAcross && outer.y <= inner.y && outer.y + outer.height >= inner.y + inner.height - 1e-9;
}

/** What must at least be hidden of each hidden track in the picture. */
function leastBoxes({ media, settings, tracks }: Plan, seconds: number): readonly (readonly [string, Box])[] {
  return tracks.flatMap((track) => {
    if (track.keep || seconds < track.fromSeconds || seconds > track.throughSeconds) return [];
    const growth = track.kind === 'face' ? { face: 0.2, head: 0.35 }[settings.preset] : 0;
    const box = clipBox(growBox(boxAt(track, seconds), growth, growth, growth), media.width, media.height);
    return box ? [[track.id, box] as const] : [];
  });
}

describe('PlanRegions', () => {
  it('covers every hidden track at every moment of its time, grown', () => {
    fc.assert(
      fc.property(planAndTimes, ([plan, times]) => {
        const regions = new PlanRegions(plan);
        for (const seconds of times) {
          const found = new Map(regions.at(seconds).map(({ trackId, box }) => [trackId, box]));
          for (const [id, least] of leastBoxes(plan, seconds)) {
            const box = found.get(id);
            expect(box && holds(box, least)).toBe(true);
          }
        }
      }),
    );
  });

  it('gives whole pixels inside the picture, on the grid but at borders', () => {
    const grids = fc.constantFrom(2 as const, 8 as const, 16 as const);
    fc.assert(
      fc.property(planAndTimes, grids, ([plan, times], blockPixels) => {
        const { width, height } = plan.media;
        const regions = new PlanRegions(plan, { blockPixels });
        for (const { box } of times.flatMap((seconds) => regions.at(seconds))) {
          expect([box.x % blockPixels, box.y % blockPixels]).toEqual([0, 0]);
          const right = box.x + box.width;
          const bottom = box.y + box.height;
          expect(right % blockPixels === 0 || right === width).toBe(true);
          expect(bottom % blockPixels === 0 || bottom === height).toBe(true);
          expect(right > box.x && right <= width && bottom > box.y && bottom <= height).toBe(true);
        }
      }),
    );
  });

  it('answers the same in any order of time', () => {
    fc.assert(
      fc.property(planAndTimes, ([plan, times]) => {
        const regions = new PlanRegions(plan);
        for (const seconds of times) expect(regions.at(seconds)).toEqual(new PlanRegions(plan).at(seconds));
      }),
    );
  });
});
