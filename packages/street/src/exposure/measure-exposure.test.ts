import { describe, expect, it } from 'vitest';
import type { FrameTruth, StreetTruth } from '../truth.ts';
import { findFilledPixels, findHiddenPixels } from './find-hidden-pixels.ts';
import { measureExposure } from './measure-exposure.ts';

const size = { width: 100, height: 60 };

function clip(frames: number): StreetTruth {
  const frame = (index: number): FrameTruth => ({
    index,
    seconds: index / 25,
    people: [
      {
        track: 7,
        head: { x: 20, y: 10, width: 24, height: 32 },
        headHeight: 32,
        headWidth: 24,
        face: { x: 22, y: 14, width: 20, height: 26 },
        faceHeight: 26,
        pose: 'frontal',
        yawDegrees: 0,
        headSeen: { x: 20, y: 10, width: 24, height: 32 },
        headVisible: 1,
        faceVisible: 1,
        bareFaceVisible: 1,
      },
    ],
    texts: [],
  });
  return {
    ...size,
    fps: 25,
    frames: Array.from({ length: frames }, (_, index) => frame(index)),
    people: [],
    cuts: [],
    flashes: [],
  };
}

function mask(x: number, y: number, width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(size.width * size.height);
  for (let row = y; row < y + height; row++) pixels.fill(1, row * size.width + x, row * size.width + x + width);
  return pixels;
}

const whole = (): Uint8Array => mask(18, 8, 28, 36);

describe('measureExposure', () => {
  it('finds nobody exposed where every head is covered', () => {
    const { people, hiddenWithoutNeed } = measureExposure(clip(3), [whole(), whole(), whole()]);
    expect(people).toEqual([{ track: 7, frames: 3, exposedFrames: [], longestRun: 0, widest: 20 }]);
    expect(hiddenWithoutNeed).toBe(0);
  });

  it('counts the frames in which a head is not covered, and their longest run', () => {
    const none = mask(0, 0, 0, 0);
    const { people } = measureExposure(clip(6), [none, whole(), none, none, whole(), none]);
    expect(people[0]?.exposedFrames).toEqual([0, 2, 3, 5]);
    expect(people[0]?.longestRun).toBe(2);
  });

  it('calls a head exposed when an eye shows although 95 % of it are covered', () => {
    const eye = whole();
    for (let row = 22; row < 25; row++) eye.fill(0, row * size.width + 27, row * size.width + 30);
    expect(measureExposure(clip(1), [eye]).people[0]?.exposedFrames).toEqual([0]);
  });

  it('asks for what is seen of a head only: what is behind a wall cannot be exposed', () => {
    const base = clip(1);
    const leftHalf = mask(18, 8, 14, 36);
    const behindWall = base.frames.map((frame) => ({
      ...frame,
      people: frame.people.map((person) => ({ ...person, headSeen: { x: 20, y: 10, width: 12, height: 32 } })),
    }));
    expect(measureExposure({ ...base, frames: behindWall }, [leftHalf]).people[0]?.exposedFrames).toEqual([]);
    expect(measureExposure(base, [leftHalf]).people[0]?.exposedFrames).toEqual([0]);
    const nearlyAll = mask(18, 8, 12, 36);
    expect(measureExposure({ ...base, frames: behindWall }, [nearlyAll]).people[0]?.exposedFrames).toEqual([0]);
  });

  it('takes a cap over a wall for no face, and a forehead below it for one', () => {
    const base = clip(1);
    const withCap = (bareFaceVisible: number): StreetTruth => ({
      ...base,
      frames: base.frames.map((frame) => ({
        ...frame,
        people: frame.people.map((person) => ({ ...person, faceVisible: 0.3, headVisible: 0.4, bareFaceVisible })),
      })),
    });
    const nothing = mask(0, 0, 0, 0);
    expect(measureExposure(withCap(0), [nothing])).toMatchObject({
      people: [],
      behind: [{ track: 7, exposedFrames: [0] }],
    });
    expect(measureExposure(withCap(0.1), [nothing]).people).toMatchObject([{ track: 7, exposedFrames: [0] }]);
  });

  it('measures what is hidden far from any head', () => {
    const { hiddenWithoutNeed } = measureExposure(clip(1), [mask(80, 40, 10, 10)]);
    expect(hiddenWithoutNeed).toBeCloseTo(100 / 6000);
  });

  it('counts slivers and people from behind in rows of their own', () => {
    const base = clip(3);
    const frames = base.frames.map((frame, index) => ({
      ...frame,
      people: frame.people.flatMap((person) => [
        { ...person, bareFaceVisible: index === 1 ? 0.05 : 1 },
        { ...person, track: 8, face: 'behind' as const, pose: 'behind' as const, bareFaceVisible: 0 },
      ]),
    }));
    const nothing = mask(0, 0, 0, 0);
    const { people, slivers, behind } = measureExposure({ ...base, frames }, [whole(), nothing, nothing]);
    expect(people.map(({ track, frames: counted, exposedFrames }) => [track, counted, exposedFrames])).toEqual([
      [7, 2, [2]],
    ]);
    expect(slivers.map(({ track, exposedFrames }) => [track, exposedFrames])).toEqual([[7, [1]]]);
    expect(behind.map(({ track, exposedFrames }) => [track, exposedFrames])).toEqual([[8, [1, 2]]]);
  });

  it('tells how many frames are covered by the width of the head', () => {
    const { byHeadWidth } = measureExposure(clip(2), [whole(), mask(0, 0, 0, 0)]);
    expect(byHeadWidth['24-32']).toEqual({ frames: 2, covered: 1 });
    expect(byHeadWidth['16-24']).toEqual({ frames: 0, covered: 0 });
  });

  it('does not count what is hidden where somebody comes half a second later', () => {
    const base = clip(30);
    const late = { ...base, frames: base.frames.map((frame) => (frame.index < 20 ? { ...frame, people: [] } : frame)) };
    const masks = (from: number) => late.frames.map(({ index }) => (index >= from ? whole() : mask(0, 0, 0, 0)));
    expect(measureExposure(late, masks(8)).hiddenWithoutNeed).toBe(0);
    expect(measureExposure(late, masks(6)).hiddenWithoutNeed).toBeGreaterThan(0);
  });

  it('refuses outputs with frames missing or added', () => {
    expect(() => measureExposure(clip(2), [whole()])).toThrow('Expected 2 frames');
    expect(() => measureExposure(clip(1), [whole(), whole()])).toThrow('received more');
  });
});

describe('findHiddenPixels', () => {
  const noise = Uint8Array.from({ length: 300 }, (_, i) => 100 + ((i * 37) % 20));

  it('sees nothing where nothing changed', () => {
    const frame = { width: 10, height: 10, rgb: noise };
    expect(findHiddenPixels(frame, frame).every((value) => value === 0)).toBe(true);
  });

  it('sees a fill of nearly the same colour, because it is flat', () => {
    const flat = { width: 10, height: 10, rgb: new Uint8Array(300).fill(110) };
    expect(findHiddenPixels({ width: 10, height: 10, rgb: noise }, flat).every((value) => value === 1)).toBe(true);
  });
});

describe('findFilledPixels', () => {
  it('sees the fill and nothing else', () => {
    const frame = { width: 2, height: 1, rgb: Uint8Array.of(250, 5, 240, 100, 100, 100) };
    expect([...findFilledPixels(frame, [255, 0, 255])]).toEqual([1, 0]);
  });
});
