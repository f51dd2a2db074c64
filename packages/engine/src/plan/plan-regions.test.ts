import { describe, expect, it } from 'vitest';
import { samplePlan, sampleTrack } from '../../test/sample-plan.ts';
import { PlanError } from '../errors.ts';
import type { Box } from '../frame/box.ts';
import { PlanRegions, type RegionOptions } from './plan-regions.ts';
import type { PlanTrack } from './plan.ts';

function boxesAt(seconds: number, tracks: PlanTrack[], changes: Parameters<typeof samplePlan>[0] = {}): Box[] {
  return new PlanRegions(samplePlan({ ...changes, tracks })).at(seconds).map(({ box }) => box);
}

function trackOf(kind: PlanTrack['kind'], box: Box): PlanTrack {
  return sampleTrack({ kind, keyframes: [{ seconds: 0, box, origin: 'detected' }] });
}

describe('PlanRegions', () => {
  it('grows a face to the head, outward to 16-pixel blocks', () => {
    // 40 x 50 at (200, 100) grown by .35 and 2 px: x 184 to 256, y 80.5 to 169.5.
    expect(boxesAt(0, [sampleTrack()])).toEqual([{ x: 176, y: 80, width: 80, height: 96 }]);
  });

  it('hides less with the face preset, and still all of the face', () => {
    expect(boxesAt(0, [sampleTrack()], { preset: 'face' })).toEqual([{ x: 176, y: 80, width: 80, height: 96 }]);
    const large = trackOf('face', { x: 200, y: 100, width: 100, height: 120 });
    expect(boxesAt(0, [large], { preset: 'face' })).toEqual([{ x: 176, y: 64, width: 160, height: 192 }]);
    expect(boxesAt(0, [large])).toEqual([{ x: 160, y: 48, width: 192, height: 224 }]);
  });

  it('snaps what a person drew outward and grows it by nothing', () => {
    expect(boxesAt(0, [trackOf('region', { x: 160, y: 96, width: 32, height: 16 })])).toEqual([
      { x: 160, y: 96, width: 32, height: 16 },
    ]);
    expect(boxesAt(0, [trackOf('region', { x: 160.5, y: 96, width: 32, height: 15 })])).toEqual([
      { x: 160, y: 96, width: 48, height: 16 },
    ]);
  });

  it('pads text to lengths that do not tell its length', () => {
    const widths = [101, 104, 107, 110, 111, 120].map((width) => {
      const track = trackOf('text', { x: 200, y: 100, width, height: 40 });
      return new PlanRegions(samplePlan({ tracks: [track] })).at(0)[0]?.grown.width;
    });
    expect(widths).toEqual([110, 110, 110, 110, 120, 120]);
  });

  it('snaps photos to the 8-pixel blocks of JPEG', () => {
    // x 184 to 256, y 80.5 to 169.5, as above.
    const photo = { media: { frameCount: 1, durationSeconds: 0 } };
    expect(boxesAt(0, [sampleTrack({ throughSeconds: 0 })], photo)).toEqual([{ x: 184, y: 80, width: 72, height: 96 }]);
  });

  it('reaches the border where only a strip would be left, and stays inside the picture', () => {
    expect(boxesAt(0, [trackOf('face', { x: 30, y: 30, width: 60, height: 80 })])).toEqual([
      { x: 0, y: 0, width: 128, height: 144 },
    ]);
    expect(
      boxesAt(0, [trackOf('face', { x: 560, y: 250, width: 60, height: 80 })], { media: { width: 641, height: 361 } }),
    ).toEqual([{ x: 528, y: 208, width: 113, height: 153 }]);
  });

  it('leaves out what is wholly outside the picture', () => {
    expect(boxesAt(0, [trackOf('face', { x: -200, y: 0, width: 60, height: 80 })])).toEqual([]);
  });

  it('moves a region evenly between keyframes and holds it before the first and after the last', () => {
    const places = [
      [2, 0],
      [4, 160],
      [5, 320],
    ] as const;
    const keyframes = places.map(([seconds, x]) => ({
      seconds,
      box: { x, y: 96, width: 32, height: 16 },
      origin: 'drawn' as const,
    }));
    const track = sampleTrack({ kind: 'region', keyframes });
    const lefts = [0, 2, 3, 4, 4.5, 5, 9].map((seconds) => boxesAt(seconds, [track])[0]?.x);
    expect(lefts).toEqual([0, 0, 80, 160, 240, 320, 320]);
  });

  it('hides a track at both ends of its time and not beyond', () => {
    const track = sampleTrack({ fromSeconds: 2, throughSeconds: 3 });
    const counts = [1.99, 2, 2.5, 3, 3.01].map((seconds) => boxesAt(seconds, [track]).length);
    expect(counts).toEqual([0, 1, 1, 1, 0]);
  });

  it('takes times as one that differ by the rounding of a container', () => {
    const track = sampleTrack({ fromSeconds: 2, throughSeconds: 3 });
    expect(boxesAt(1.9995, [track])).toHaveLength(1);
    expect(boxesAt(3.0005, [track])).toHaveLength(1);
  });

  it('leaves kept tracks visible and says where they are', () => {
    const regions = new PlanRegions(samplePlan({ tracks: [sampleTrack({ keep: { reason: 'the speaker' } })] }));
    expect(regions.at(1)).toEqual([]);
    expect(regions.keptAt(1)).toHaveLength(1);
  });

  it.each([-1, 10.1, Number.NaN, Number.POSITIVE_INFINITY])(
    'throws at %d s, where the plan says nothing',
    (seconds) => {
      const regions = new PlanRegions(samplePlan());
      expect(() => regions.at(seconds)).toThrow(PlanError);
    },
  );

  it('knows a photo at 0 s only', () => {
    const track = sampleTrack({ throughSeconds: 0 });
    const regions = new PlanRegions(samplePlan({ media: { frameCount: 1, durationSeconds: 0 }, tracks: [track] }));
    expect(regions.at(0)).toHaveLength(1);
    expect(() => regions.at(1)).toThrow(PlanError);
  });

  it('refuses blocks that do not cover chroma', () => {
    const options = { blockPixels: 1 } as unknown as RegionOptions;
    expect(() => new PlanRegions(samplePlan(), options)).toThrow('Expected 2 or 8 or 16 for blockPixels, received 1.');
  });

  it('refuses a plan whose boxes are not numbers: they would hide nothing', () => {
    const track = trackOf('face', { x: Number.NaN, y: 0, width: 1, height: 1 });
    expect(() => new PlanRegions(samplePlan({ tracks: [track] }))).toThrow(PlanError);
  });
});
