import { describe, expect, it } from 'vitest';
import { samplePlan, sampleTrack } from '../../../test/sample-plan.ts';
import { OptionsError, PlanError } from '../../errors.ts';
import { boxAt } from '../box-at.ts';
import { PlanRegions } from '../plan-regions.ts';
import { addTracks } from './add-tracks.ts';
import { deleteRegions, drawRegion, hideSpan, placeRegion } from './draw-region.ts';
import { hideTracks, keepOnly, keepTracks } from './keep-tracks.ts';
import { extendTrack, mergeTracks, splitTrack } from './reshape-tracks.ts';

const face = sampleTrack({ fromSeconds: 2, throughSeconds: 6 });
const other = sampleTrack({ id: '1'.repeat(16), fromSeconds: 0, throughSeconds: 1 });
const text = sampleTrack({ id: '2'.repeat(16), kind: 'text' });
const plan = samplePlan({ tracks: [face, other, text] });
const drawn = { id: 'f'.repeat(16), box: { x: 10, y: 20, width: 30, height: 40 }, fromSeconds: 1, throughSeconds: 3 };

describe('keeping', () => {
  it('leaves tracks visible with a reason, and hides them again', () => {
    const kept = keepTracks(plan, [face.id], 'a public speaker');
    expect(kept.tracks[0]?.keep).toEqual({ reason: 'a public speaker' });
    expect(new PlanRegions(kept).at(3).map(({ trackId }) => trackId)).toEqual([text.id]);
    expect(hideTracks(kept, [face.id])).toEqual(plan);
  });

  it('refuses to keep without a reason, and tracks that are not there', () => {
    expect(() => keepTracks(plan, [face.id], ' ')).toThrow(PlanError);
    expect(() => keepTracks(plan, ['9'.repeat(16)], 'a reason')).toThrow(OptionsError);
  });

  it('keeps only one person, and hides whoever was kept before', () => {
    const asked = keepOnly(keepTracks(plan, [other.id, text.id], 'a mistake'), [face.id], 'asked for it');
    expect(asked.tracks.filter(({ keep }) => keep).map(({ id }) => id)).toEqual([face.id]);
  });

  it('never keeps text for a person who asked for the footage of themselves', () => {
    expect(() => keepOnly(plan, [text.id], 'asked for it')).toThrow(OptionsError);
    expect(() => keepOnly(plan, [], 'asked for it')).toThrow(OptionsError);
  });
});

describe('drawing', () => {
  it('hides a drawn region while it lasts', () => {
    const regions = new PlanRegions(drawRegion(samplePlan(), drawn), { blockPixels: 2 });
    expect(regions.at(0.9)).toEqual([]);
    expect(regions.at(2).map(({ box }) => box)).toEqual([drawn.box]);
    expect(regions.at(3.1)).toEqual([]);
  });

  it('hides the whole frame from one moment to another', () => {
    const regions = new PlanRegions(hideSpan(samplePlan(), drawn));
    expect(regions.at(1).map(({ box }) => box)).toEqual([{ x: 0, y: 0, width: 640, height: 360 }]);
    expect(regions.at(3.1)).toEqual([]);
  });

  it('moves a region in a straight line between the moments at which it was placed', () => {
    const moved = placeRegion(drawRegion(samplePlan(), drawn), drawn.id, 3, { x: 110, y: 20, width: 30, height: 40 });
    const [region] = moved.tracks;
    expect(region && boxAt(region, 2)).toEqual({ x: 60, y: 20, width: 30, height: 40 });
    const again = placeRegion(moved, drawn.id, 3, drawn.box);
    expect(again.tracks[0]?.keyframes).toHaveLength(2);
  });

  it('refuses boxes outside the picture, moments outside the region, and ids that are taken', () => {
    const outside = { ...drawn.box, x: 640 };
    expect(() => drawRegion(plan, { ...drawn, box: outside })).toThrow(OptionsError);
    expect(() => placeRegion(drawRegion(plan, drawn), drawn.id, 4, drawn.box)).toThrow(OptionsError);
    expect(() => drawRegion(plan, { ...drawn, id: face.id })).toThrow(OptionsError);
    expect(() => drawRegion(plan, { ...drawn, throughSeconds: 11 })).toThrow(PlanError);
  });

  it('deletes and moves only what was drawn: what was found can be kept, with a reason', () => {
    expect(deleteRegions(drawRegion(plan, drawn), [drawn.id])).toEqual(plan);
    expect(() => deleteRegions(plan, [face.id])).toThrow(OptionsError);
    expect(() => placeRegion(plan, face.id, 3, drawn.box)).toThrow(OptionsError);
  });

  it('adds whole tracks, which must be valid', () => {
    const track = sampleTrack({ id: '5'.repeat(16) });
    expect(addTracks(plan, [track]).tracks).toEqual([...plan.tracks, track]);
    expect(() => addTracks(plan, [{ ...track, throughSeconds: 99 }])).toThrow(PlanError);
  });
});

describe('reshaping', () => {
  it('extends a track at both ends, and shortens only drawn regions', () => {
    expect(extendTrack(plan, face.id, { fromSeconds: 1, throughSeconds: 8 }).tracks[0]).toMatchObject({
      fromSeconds: 1,
      throughSeconds: 8,
    });
    expect(() => extendTrack(plan, face.id, { throughSeconds: 5 })).toThrow(OptionsError);
    expect(extendTrack(drawRegion(plan, drawn), drawn.id, { throughSeconds: 2 }).tracks.at(-1)?.throughSeconds).toBe(2);
  });

  it('splits a track at a moment that both parts hide', () => {
    const [first, second] = splitTrack(plan, face.id, 4, '7'.repeat(16)).tracks;
    expect(first).toMatchObject({ id: face.id, fromSeconds: 2, throughSeconds: 4 });
    expect(second).toMatchObject({ id: '7'.repeat(16), fromSeconds: 4, throughSeconds: 6 });
    expect(() => splitTrack(plan, face.id, 6, '7'.repeat(16))).toThrow(OptionsError);
  });

  it('merges two tracks, which hides what lies between them, and keeps them only where both were kept', () => {
    const merged = mergeTracks(keepTracks(plan, [face.id], 'a reason'), face.id, other.id);
    expect(merged.tracks).toHaveLength(2);
    expect(merged.tracks[0]).toMatchObject({ id: face.id, fromSeconds: 0, throughSeconds: 6 });
    expect(merged.tracks[0]?.keep).toBeUndefined();
    expect(() => mergeTracks(plan, face.id, text.id)).toThrow(OptionsError);
    expect(() => mergeTracks(plan, face.id, face.id)).toThrow(OptionsError);
  });
});
