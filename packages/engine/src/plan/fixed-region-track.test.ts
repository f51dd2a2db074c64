import { describe, expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { OptionsError } from '../errors.ts';
import { fixedRegionTrack } from './fixed-region-track.ts';
import { PlanRegions } from './plan-regions.ts';

const id = '00112233445566ff';
const { media } = samplePlan();

describe('fixedRegionTrack', () => {
  it('hides the region from the first moment to the last', () => {
    const track = fixedRegionTrack(id, { x: 32, y: 16, width: 64, height: 48 }, media);
    const regions = new PlanRegions(samplePlan({ tracks: [track] }));
    const expected = { trackId: id, kind: 'region', box: { x: 32, y: 16, width: 64, height: 48 } };
    expect([0, 5, 10].map((seconds) => regions.at(seconds))).toMatchObject([[expected], [expected], [expected]]);
  });

  it('takes fractions of the picture', () => {
    const track = fixedRegionTrack(id, { left: 0.5, top: 0, right: 1, bottom: 0.25 }, media);
    expect(track.keyframes[0]?.box).toEqual({ x: 320, y: 0, width: 320, height: 90 });
  });

  it('cuts off what is outside the picture', () => {
    const track = fixedRegionTrack(id, { x: 600, y: -10, width: 100, height: 20 }, media);
    expect(track.keyframes[0]?.box).toEqual({ x: 600, y: 0, width: 40, height: 10 });
  });

  it.each([
    { x: 640, y: 0, width: 10, height: 10 },
    { x: 0, y: 0, width: 0, height: 10 },
    { x: Number.NaN, y: 0, width: 10, height: 10 },
    { left: 0.5, top: 0, right: 0.5, bottom: 1 },
  ])('refuses %j, which would hide nothing', (region) => {
    expect(() => fixedRegionTrack(id, region, media)).toThrow(OptionsError);
  });
});
