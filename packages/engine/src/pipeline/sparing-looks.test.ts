import { describe, expect, it } from 'vitest';
import { paintHead, paintWall } from '../../test/textures.ts';
import { face, playClip } from '../../test/scripted-clip.ts';
import { detect, type Detector } from '../detect/detector.ts';
import type { Detection } from '../detect/detection.ts';
import { coveredRatio, type Box } from '../frame/box.ts';
import type { RawFrame } from '../frame/raw-frame.ts';
import { SceneMemory } from '../track/scene-memory.ts';
import { SparingLooks } from './sparing-looks.ts';

const walker = (frame: number): Box => ({ x: 20 + frame * 4, y: 60, width: 24, height: 30 });
const stander = { x: 285, y: 100, width: 24, height: 30 };

/** Looks at every tenth frame of somebody who walks and somebody who stands; gives what was found and what was asked for. */
async function lookAtStreet(
  find: (frame: number) => readonly Detection[],
  wholeEverySeconds = 2,
  leastShareAsked = 0.5,
  inBetween?: number,
): Promise<{
  readonly found: ReadonlyMap<number, readonly Detection[]>;
  readonly asked: readonly (readonly Box[] | undefined)[];
}> {
  const asked: (readonly Box[] | undefined)[] = [];
  const order: number[] = [];
  const detector: Detector = {
    kind: 'face',
    model: 'scripted',
    [detect]: async (_, { areas } = {}) => {
      asked.push(areas);
      const seen = find(order.shift() ?? -1);
      return areas ? seen.filter(({ box }) => areas.some((area) => coveredRatio(box, area) >= leastShareAsked)) : seen;
    },
  };
  const draw = (luma: Uint8Array, frame: number): void => {
    paintWall(luma, 320, 1);
    paintHead(luma, 320, 7, walker(frame));
    paintHead(luma, 320, 8, stander);
  };
  const memory = new SceneMemory(300);
  const looks = new SparingLooks(detector, memory.history, { concurrency: 1, signal: undefined, wholeEverySeconds });
  const held: RawFrame[] = [];
  const found = new Map<number, readonly Detection[]>();
  for await (const frame of playClip({ frameCount: 51, framesPerSecond: 30, width: 320, height: 180, draw })) {
    held.push(frame);
    memory.add(frame);
    if (frame.index % 10 !== 0) continue;
    order.push(frame.index);
    looks.start(frame.index, frame);
  }
  if (inBetween !== undefined) {
    order.push(inBetween);
    looks.start(inBetween, held[inBetween] as RawFrame, true);
    found.set(inBetween, await looks.take(inBetween));
  }
  for (let index = 0; index <= 50; index += 10) found.set(index, await looks.take(index));
  await looks.close();
  for (const frame of held) frame[Symbol.dispose]();
  return { found, asked };
}

describe('SparingLooks', () => {
  const both = (frame: number): readonly Detection[] => [face(walker(frame)), face(stander)];

  it('looks at everything once, then at what changed, and finds as much', async () => {
    const { found, asked } = await lookAtStreet(both);
    expect(asked[0]).toBeUndefined();
    for (const areas of asked.slice(1)) {
      expect(areas?.some((area) => coveredRatio(stander, area) > 0)).toBe(false);
    }
    for (const [frame, detections] of found) {
      expect(detections.map(({ box }) => box)).toEqual([walker(frame), stander]);
    }
  });

  it('compares a look in between with the whole look before it, however many began since', async () => {
    const { asked } = await lookAtStreet(both, 0.3, 0.5, 5);
    expect(asked.slice(0, -1).every((areas) => areas === undefined)).toBe(true);
    expect(asked.at(-1)).toBeDefined();
  });

  it('takes over nothing from where something changed', async () => {
    const { found } = await lookAtStreet((frame) => (frame === 0 ? both(0) : []));
    expect(found.get(50)?.map(({ box }) => box)).toEqual([stander]);
  });

  it('looks at a thing as a whole when part of it changed', async () => {
    const wide = face({ x: 200, y: 55, width: 110, height: 80 });
    const { asked } = await lookAtStreet((frame) => [...both(frame), wide]);
    // At frame 50 the walker has come as far as the wide thing.
    expect(asked.at(-1)?.some((area) => coveredRatio(wide.box, area) === 1)).toBe(true);
  });

  it('keeps what was found as a whole when a detector sees a part of it beyond the areas', async () => {
    const part = { ...stander, width: 10 };
    const { found } = await lookAtStreet((frame) => (frame === 0 ? both(0) : [face(walker(frame)), face(part)]), 2, 0);
    expect(found.get(30)?.map(({ box }) => box)).toEqual([walker(30), stander]);
  });

  it('looks at everything again in time', async () => {
    const { asked } = await lookAtStreet(both, 1);
    expect(asked.map((areas) => areas === undefined)).toEqual([true, false, false, true, false, false]);
    const always = await lookAtStreet(both, 0);
    expect(always.asked.every((areas) => areas === undefined)).toBe(true);
  });

  it('passes a failure on and asks for no areas that it could not know', async () => {
    const failing = lookAtStreet((frame) => {
      if (frame === 0) throw new Error('boom');
      return [];
    });
    await expect(failing).rejects.toThrow('faces failed at frame 0');
  });
});
