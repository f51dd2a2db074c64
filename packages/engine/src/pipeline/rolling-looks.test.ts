import { describe, expect, it } from 'vitest';
import { face, playClip } from '../../test/scripted-clip.ts';
import { paintHead, paintWall } from '../../test/textures.ts';
import { detect, type Detector } from '../detect/detector.ts';
import type { Detection } from '../detect/detection.ts';
import { coveredRatio, type Box } from '../frame/box.ts';
import { SceneMemory } from '../track/scene-memory.ts';
import { RollingLooks } from './rolling-looks.ts';

const size = { width: 320, height: 180 };
const walker = (frame: number): Box => ({ x: 20 + frame * 4, y: 60, width: 24, height: 30 });
const stander = { x: 285, y: 100, width: 24, height: 30 };

interface Asked {
  readonly frame: number;
  readonly areas: readonly Box[] | undefined;
  readonly isBoundByAreas: boolean | undefined;
}

/** Looks at every fifth of 60 frames (30 a second). The detector finds what lies in the areas by half. */
async function lookAt(
  draw: (luma: Uint8Array, frame: number) => void,
  find: (frame: number) => readonly Detection[],
  wholeEverySeconds = 5,
): Promise<{ readonly found: ReadonlyMap<number, readonly Box[]>; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  let current = 0;
  const detector: Detector = {
    kind: 'face',
    model: 'scripted',
    [detect]: async (_, { areas, isBoundByAreas } = {}) => {
      asked.push({ frame: current, areas, isBoundByAreas });
      const seen = find(current);
      return areas ? seen.filter(({ box }) => areas.some((area) => coveredRatio(box, area) >= 0.5)) : seen;
    },
  };
  const memory = new SceneMemory(300);
  const looks = new RollingLooks(detector, { wholeEverySeconds });
  const found = new Map<number, readonly Box[]>();
  for await (const frame of playClip({ frameCount: 61, framesPerSecond: 30, ...size, draw })) {
    using held = frame;
    memory.add(held);
    if (held.index % 5 !== 0) continue;
    current = held.index;
    const seen = await looks.look(held, memory.history.at(held.index));
    found.set(
      held.index,
      seen.map(({ box }) => box),
    );
  }
  return { found, asked };
}

const street = (luma: Uint8Array, frame: number): void => {
  paintWall(luma, 320, 1);
  paintHead(luma, 320, 7, walker(frame));
  paintHead(luma, 320, 8, stander);
};
const both = (frame: number): readonly Detection[] => [face(walker(frame)), face(stander)];

describe('RollingLooks', () => {
  it('looks at everything once, then at what changed since the last look, and finds as much', async () => {
    const { found, asked } = await lookAt(street, both);
    expect(asked[0]?.areas).toBeUndefined();
    for (const { frame, areas = [] } of asked.slice(1)) {
      expect(areas.length).toBeGreaterThan(0);
      expect(areas.some((area) => coveredRatio(stander, area) > 0)).toBe(false);
      // Where they were two looks ago nothing changes any more.
      if (frame >= 20) expect(areas.some((area) => coveredRatio(walker(frame - 20), area) > 0.5)).toBe(false);
    }
    for (const [frame, boxes] of found) expect(boxes).toEqual([walker(frame), stander]);
  });

  it('looks at nothing where nothing changes', async () => {
    const { asked, found } = await lookAt(
      (luma) => street(luma, 0),
      () => both(0),
    );
    expect(asked.slice(1).every(({ areas }) => areas?.length === 0)).toBe(true);
    expect(found.get(60)).toEqual([walker(0), stander]);
  });

  it('sees in time what changes too little from look to look', async () => {
    // Two levels brighter with each look: no look by itself would notice.
    const dim = (luma: Uint8Array, frame: number): void => {
      luma.fill(100);
      const level = 100 + Math.floor(frame / 5) * 2;
      for (let y = 100; y < 130; y++) luma.fill(level, y * 320 + 200, y * 320 + 230);
    };
    const { asked } = await lookAt(dim, () => []);
    const looked = asked.slice(1).filter(({ areas = [] }) => areas.length > 0);
    expect(looked.length).toBeGreaterThanOrEqual(2);
    expect(looked.length).toBeLessThanOrEqual(4);
  });

  it('takes over nothing from where something changed', async () => {
    const { found } = await lookAt(street, (frame) => (frame === 0 ? both(0) : []));
    expect(found.get(50)).toEqual([stander]);
  });

  it('looks at everything again in time', async () => {
    const { asked } = await lookAt(street, both, 1);
    expect(asked.filter(({ areas }) => areas === undefined).map(({ frame }) => frame)).toEqual([0, 30, 60]);
  });

  it('looks for nothing that is larger than the areas', async () => {
    const { asked } = await lookAt(street, both);
    expect(asked.every(({ isBoundByAreas }) => isBoundByAreas)).toBe(true);
  });

  it('looks at a thing as a whole when part of it changed', async () => {
    const wide = face({ x: 200, y: 55, width: 110, height: 80 });
    const { asked } = await lookAt(street, (frame) => [...both(frame), wide]);
    const touching = asked.filter(({ frame }) => frame > 0 && walker(frame).x > 200);
    expect(touching.length).toBeGreaterThan(0);
    for (const { areas } of touching) expect(areas?.some((area) => coveredRatio(wide.box, area) === 1)).toBe(true);
  });

  it('passes a failure on', async () => {
    await expect(
      lookAt(street, () => {
        throw new Error('boom');
      }),
    ).rejects.toThrow('boom');
  });
});
