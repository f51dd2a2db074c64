import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  checkNoFrameIsLive,
  arbitraryPixels,
  createNoise,
  replaceInside,
  visitSamples,
  wrapPixels,
} from '../../test/sample-frame.ts';
import { arbitraryPlan } from '../../test/sample-plan.ts';
import type { Box } from '../frame/box.ts';
import { samplesPerPixel, type FramePixels } from '../frame/pixel-format.ts';
import { PlanRegions } from '../plan/plan-regions.ts';
import type { Plan } from '../plan/plan.ts';
import { cellsOf } from './cell-grid.ts';
import { createHider, type Hider } from './create-hider.ts';
import type { HideOptions } from './hide-options.ts';

/** A plan, a picture that fits it and a moment in its time. */
interface Scene {
  readonly plan: Plan;
  readonly pixels: FramePixels;
  readonly seconds: number;
  readonly seed: number;
}

const scenes: fc.Arbitrary<Scene> = arbitraryPlan(64).chain((plan) =>
  fc.record({
    plan: fc.constant(plan),
    pixels: arbitraryPixels(plan.media.width, plan.media.height),
    seconds: fc.double({ min: 0, max: plan.media.durationSeconds, noNaN: true }),
    seed: fc.integer(),
  }),
);

const optionsOfAll: fc.Arbitrary<HideOptions> = fc.record({
  effect: fc.constantFrom('solid' as const, 'mosaic' as const, 'blur' as const),
  color: fc.integer({ min: 0, max: 0xffffff }).map((color) => `#${color.toString(16).padStart(6, '0')}`),
  blockPixels: fc.constantFrom(2 as const, 8 as const, 16 as const),
});
const solids = optionsOfAll.map((options): HideOptions => ({ ...options, effect: 'solid' }));

afterEach(checkNoFrameIsLive);

function hide(hider: Hider, pixels: FramePixels, seconds: number): FramePixels {
  const hidden = hider.hide(wrapPixels(pixels, 0, seconds));
  const result = hidden.pixels;
  hidden[Symbol.dispose]();
  return result;
}

function hideOnce({ plan, pixels, seconds }: Scene, options: HideOptions): FramePixels {
  return hide(createHider(plan, options), pixels, seconds);
}

function hiddenBoxes({ plan, seconds }: Scene, { blockPixels }: HideOptions): readonly Box[] {
  return new PlanRegions(plan, { blockPixels }).at(seconds).map(({ box }) => box);
}

function bytesOf({ planes }: FramePixels): readonly unknown[] {
  return planes.map(({ data }) => data);
}

describe('a hider with the solid effect', () => {
  it('gives the same samples whatever was in the regions', () => {
    fc.assert(
      fc.property(scenes, solids, (scene, options) => {
        const other = replaceInside(scene.pixels, hiddenBoxes(scene, options), scene.seed);
        expect(bytesOf(hideOnce({ ...scene, pixels: other }, options))).toEqual(bytesOf(hideOnce(scene, options)));
      }),
    );
  });

  it('changes nothing when it hides again', () => {
    fc.assert(
      fc.property(scenes, solids, (scene, options) => {
        const once = hideOnce(scene, options);
        expect(bytesOf(hideOnce({ ...scene, pixels: once }, options))).toEqual(bytesOf(once));
      }),
    );
  });

  it('leaves every region in one colour, opaque', () => {
    fc.assert(
      fc.property(scenes, solids, (scene, options) => {
        const hidden = hideOnce(scene, options);
        const perPixel = samplesPerPixel(hidden.format.layout);
        const seen = new Map<number, Set<number>>();
        visitSamples(hidden, hiddenBoxes(scene, options), (plane, at, isInside) => {
          const channel = hidden.planes.indexOf(plane) + ((at % plane.stride) % perPixel);
          if (isInside) seen.set(channel, (seen.get(channel) ?? new Set()).add(plane.data[at] ?? -1));
        });
        for (const values of seen.values()) expect(values.size).toBe(1);
        const opaque = 2 ** hidden.format.bitDepth - 1;
        expect([...(seen.get(3) ?? [opaque])]).toEqual([opaque]);
      }),
    );
  });
});

describe('a hider with any effect', () => {
  it('touches no sample outside the regions, nor between rows', () => {
    fc.assert(
      fc.property(scenes, optionsOfAll, (scene, options) => {
        const hidden = hideOnce(scene, options);
        const touched: number[] = [];
        visitSamples(hidden, hiddenBoxes(scene, options), ({ data }, at, isInside) => {
          const before = scene.pixels.planes[hidden.planes.findIndex((plane) => plane.data === data)]?.data[at];
          if (!isInside && data[at] !== before) touched.push(at);
        });
        expect(touched).toEqual([]);
      }),
    );
  });

  it('gives the same picture for the same tracks in any order', () => {
    fc.assert(
      fc.property(scenes, optionsOfAll, (scene, options) => {
        const tracks = scene.plan.tracks.toReversed();
        const turned = { ...scene, plan: { ...scene.plan, tracks } };
        expect(bytesOf(hideOnce(turned, options))).toEqual(bytesOf(hideOnce(scene, options)));
      }),
    );
  });

  it('lets nothing of text and drawn regions through, not even into a mosaic beside them', () => {
    fc.assert(
      fc.property(scenes, optionsOfAll, (scene, options) => {
        const solid = new PlanRegions(scene.plan, { blockPixels: options.blockPixels })
          .at(scene.seconds)
          .filter(({ kind }) => kind !== 'face');
        const boxes = solid.map(({ box }) => box);
        const other = replaceInside(scene.pixels, boxes, scene.seed);
        expect(bytesOf(hideOnce({ ...scene, pixels: other }, options))).toEqual(bytesOf(hideOnce(scene, options)));
      }),
    );
  });
});

/** One face somewhere in the picture, for as long as there is. */
const oneFace = scenes.map((scene): Scene => {
  const { width, height } = scene.plan.media;
  const box = { x: width * 0.3, y: height * 0.2, width: Math.max(1, width * 0.3), height: Math.max(1, height * 0.4) };
  return {
    ...scene,
    seconds: 0,
    plan: {
      ...scene.plan,
      media: { ...scene.plan.media, durationSeconds: 30 },
      tracks: [
        {
          id: '0'.repeat(16),
          kind: 'face',
          fromSeconds: 0,
          throughSeconds: 30,
          keyframes: [{ seconds: 0, box, origin: 'detected' }],
        },
      ],
    },
  };
});

const weakEffects = fc.constantFrom('mosaic' as const, 'blur' as const).map((effect): HideOptions => ({ effect }));

/** The picture with the samples of each cell in another order: every mean stays. */
function shuffleCells(pixels: FramePixels, cells: readonly (Box | undefined)[], seed: number): FramePixels {
  const noise = createNoise(seed);
  return cells.reduce<FramePixels>(
    (picture, cell) => {
      if (!cell) return picture;
      const perPixel = samplesPerPixel(picture.format.layout);
      const places = new Map<string, { data: Uint8Array | Uint16Array; ats: number[] }>();
      visitSamples(picture, [cell], (plane, at, isInside) => {
        if (!isInside) return;
        const channel = `${picture.planes.indexOf(plane)} ${(at % plane.stride) % perPixel}`;
        const place = places.get(channel) ?? { data: plane.data, ats: [] };
        place.ats.push(at);
        places.set(channel, place);
      });
      for (const { data, ats } of places.values()) {
        for (let last = ats.length - 1; last > 0; last -= 1) {
          const a = ats[last] ?? 0;
          const b = ats[noise() % (last + 1)] ?? 0;
          [data[a], data[b]] = [data[b] ?? 0, data[a] ?? 0];
        }
      }
      return picture;
    },
    replaceInside(pixels, [], 0),
  );
}

describe('a hider with a mosaic or a blur', () => {
  it('depends on nothing but the mean of each cell', () => {
    fc.assert(
      fc.property(oneFace, weakEffects, (scene, options) => {
        const [region] = new PlanRegions(scene.plan).at(0);
        const pixels = region ? shuffleCells(scene.pixels, cellsOf(region), scene.seed) : scene.pixels;
        expect(bytesOf(hideOnce({ ...scene, pixels }, options))).toEqual(bytesOf(hideOnce(scene, options)));
      }),
    );
  });

  it('holds its colours for a second, whatever happens under it', () => {
    fc.assert(
      fc.property(oneFace, weakEffects, fc.double({ min: 0, max: 0.99, noNaN: true }), (scene, options, later) => {
        const boxes = hiddenBoxes(scene, options);
        const other = replaceInside(scene.pixels, boxes, scene.seed);
        const hider = createHider(scene.plan, options);
        const first = hide(hider, scene.pixels, 0);
        const second = hide(hider, other, later);
        expect(bytesOf(second)).toEqual(bytesOf(first));
      }),
    );
  });

  it('shows at most 16 colours, of 3 bits a channel', () => {
    fc.assert(
      fc.property(oneFace, (scene) => {
        const { format, ...hidden } = hideOnce(scene, { effect: 'mosaic' });
        const perPixel = samplesPerPixel(format.layout);
        const seen = hidden.planes.map(() => new Set<string>());
        visitSamples({ ...hidden, format }, hiddenBoxes(scene, {}), (plane, at, isInside) => {
          if (!isInside || (at % plane.stride) % perPixel !== 0) return;
          seen[hidden.planes.indexOf(plane)]?.add(plane.data.subarray(at, at + Math.min(perPixel, 3)).join(' '));
        });
        for (const colors of seen) expect(colors.size).toBeLessThanOrEqual(16);
        if (!format.layout.startsWith('rgb')) return;
        const levels = Array.from({ length: 8 }, (_, level) => Math.round((level / 7) * (2 ** format.bitDepth - 1)));
        const values = [...(seen[0] ?? [])].flatMap((color) => color.split(' ').map(Number));
        expect(values.filter((value) => !levels.includes(value))).toEqual([]);
      }),
    );
  });

  it('counts at most 16 cells of 9 bits a second', () => {
    fc.assert(
      fc.property(oneFace, weakEffects, fc.integer({ min: 1, max: 5 }), (scene, options, seconds) => {
        const hider = createHider(scene.plan, options);
        for (let frame = 0; frame < seconds * 4; frame += 1) hide(hider, scene.pixels, frame / 4);
        expect(hider.report().maxBitsPerTrack).toBeGreaterThan(0);
        expect(hider.report().maxBitsPerTrack).toBeLessThanOrEqual(seconds * 16 * 9);
      }),
    );
  });

  it('makes a blur of nothing but what its mosaic shows', () => {
    fc.assert(
      fc.property(oneFace, (scene) => {
        const mosaic = hideOnce(scene, { effect: 'mosaic' });
        const blurOfMosaic = hideOnce({ ...scene, pixels: mosaic }, { effect: 'blur' });
        expect(bytesOf(blurOfMosaic)).toEqual(bytesOf(hideOnce(scene, { effect: 'blur' })));
      }),
    );
  });
});
