import { afterEach, describe, expect, it } from 'vitest';
import { countFrames, face, playClip, scriptedDetector, type ScriptedClip } from '../../test/scripted-clip.ts';
import { checkNoFrameIsLive } from '../../test/sample-frame.ts';
import { paintHead, paintWall } from '../../test/textures.ts';
import type { Box } from '../frame/box.ts';
import { intersectBoxes } from '../frame/box.ts';
import type { HiddenFrame } from '../hide/hidden-frame.ts';
import { LiveHider } from './hide-live.ts';
import type { LiveOptions, LookTurns } from './live-options.ts';
import type { LookDetectors } from './look-options.ts';

afterEach(checkNoFrameIsLive);

const clip: ScriptedClip = { frameCount: 60, framesPerSecond: 15, width: 320, height: 180 };
const free: LookTurns = { request: () => Promise.resolve(() => {}) };
/** The fill, as luma. */
const filled = 128;
const unfill = (luma: Uint8Array): void => {
  for (const [at, value] of luma.entries()) if (value === filled) luma[at] = filled + 1;
};
const wall = (luma: Uint8Array, seed = 1): void => {
  paintWall(luma, 320, seed);
  unfill(luma);
};

interface Left {
  readonly index: number;
  /** Whether every pixel of the box is the fill. */
  covers(box: Box): boolean;
  /** Whether any is. */
  touches(box: Box): boolean;
}

function examine(frame: HiddenFrame): Left {
  using hidden = frame;
  const [plane] = hidden.pixels.planes;
  const data = plane?.data.slice() ?? new Uint8Array();
  const all = (box: Box): boolean[] => {
    const inside = intersectBoxes(box, { x: 0, y: 0, width: 320, height: 180 });
    if (!inside) return [];
    return Array.from({ length: Math.floor(inside.height) }, (_, row) =>
      Array.from({ length: Math.floor(inside.width) }, (__, column) => {
        return data[(Math.floor(inside.y) + row) * 320 + Math.floor(inside.x) + column] === filled;
      }),
    ).flat();
  };
  return { index: hidden.index, covers: (box) => all(box).every(Boolean), touches: (box) => all(box).some(Boolean) };
}

interface Run {
  readonly left: readonly Left[];
  readonly dropped: number;
  readonly failures: readonly Error[];
}

/** Plays the clip in its own time: frame i comes at i / fps; what is due is taken then, and for a second after the last. */
async function play(
  detectors: LookDetectors | undefined,
  options: Partial<LiveOptions> & { readonly clip?: ScriptedClip; readonly turns?: LookTurns } = {},
  at: (index: number, hider: LiveHider) => void = () => {},
): Promise<Run> {
  const { clip: played = { ...clip, draw: (luma) => wall(luma) }, turns = free, ...rest } = options;
  const failures: Error[] = [];
  const hider = new LiveHider(detectors, turns, {
    width: 320,
    height: 180,
    framesPerSecond: 15,
    onFailure: (error) => failures.push(error),
    ...rest,
  });
  const left: Left[] = [];
  let dropped = 0;
  const tick = async (seconds: number): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    const due = hider.take(seconds);
    left.push(...due.hidden.map(examine));
    dropped += due.dropped;
  };
  let seconds = 0;
  for await (const frame of playClip(played)) {
    ({ seconds } = frame);
    at(frame.index, hider);
    hider.add(frame);
    await tick(seconds);
  }
  for (let more = 1; more <= 15; more++) await tick(seconds + more / 15);
  await hider.close();
  return { left, dropped, failures };
}

const walker = (frame: number): Box => ({ x: 20 + frame * 3, y: 60, width: 26, height: 32 });
const draw = (luma: Uint8Array, frame: number): void => {
  wall(luma);
  paintHead(luma, 320, 7, walker(frame));
  unfill(luma);
};

describe('LiveHider', () => {
  it('lets every frame leave, in order, with whoever is found hidden in it', async () => {
    const faces = scriptedDetector((frame) => [face(walker(frame))]);
    const { left, dropped } = await play({ faces }, { clip: { ...clip, draw } });
    expect(left.map(({ index }) => index)).toEqual(countFrames(60));
    expect(dropped).toBe(0);
    for (const frame of left) expect(frame.covers(walker(frame.index))).toBe(true);
    expect(faces.looked.length).toBeLessThan(25);
  });

  it('hides who is found now in the frames that have not left yet', async () => {
    const faces = scriptedDetector((frame) => (frame >= 30 ? [face(walker(frame))] : []));
    const { left } = await play({ faces }, { clip: { ...clip, draw } });
    // A hold-back of 0.3 s are 4.5 frames: 4 had not left when frame 30 was looked at.
    for (const frame of left) if (frame.index >= 27) expect(frame.covers(walker(frame.index))).toBe(true);
    expect(left.find(({ index }) => index === 20)?.touches(walker(20))).toBe(false);
  });

  it('looks again at once when it saw somebody for the first time, as nobody knows how fast they are', async () => {
    const faces = scriptedDetector((frame) => (frame >= 30 ? [face(walker(frame))] : []));
    await play({ faces }, { clip: { ...clip, draw } });
    const first = faces.looked.findIndex((frame) => frame >= 30);
    const gaps = faces.looked.slice(1).map((frame, at) => frame - (faces.looked[at] ?? NaN));
    expect(gaps[first]).toBe(1);
    expect(gaps.filter((gap) => gap === 1)).toHaveLength(1);
  });

  it('does not look all the time at what is seen in one look and not in the next', async () => {
    let looks = 0;
    const faces = scriptedDetector(() =>
      looks++ % 2 === 0 ? [face({ x: 30 * (looks % 9), y: 20, width: 26, height: 32 })] : [],
    );
    await play({ faces });
    expect(faces.looked.length).toBeLessThanOrEqual(42);
  });

  it('keeps hidden who was lost for a moment, where the pictures still show them', async () => {
    const faces = scriptedDetector((frame) => (frame < 20 || frame > 34 ? [face(walker(frame))] : []));
    const { left } = await play({ faces }, { clip: { ...clip, draw } });
    for (const frame of left) expect(frame.covers(walker(frame.index))).toBe(true);
  });

  it('lets nothing leave without detectors', async () => {
    const { left, dropped } = await play(undefined);
    expect(left).toEqual([]);
    expect(dropped).toBe(60);
  });

  it('lets nothing leave while looks hang', async () => {
    let granted = 0;
    const turns: LookTurns = { request: () => (granted++ < 3 ? free.request('face') : new Promise(() => {})) };
    const hider = new LiveHider({ faces: scriptedDetector(() => []) }, turns, {
      width: 320,
      height: 180,
      onFailure: () => {},
    });
    const left: number[] = [];
    for await (const frame of playClip(clip)) {
      const { seconds } = frame;
      hider.add(frame);
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      left.push(...hider.take(seconds).hidden.map((hidden) => examine(hidden).index));
    }
    hider.forget();
    // The last look was at frame 6 or 7, and a look says nothing of what is more than 0.25 s away.
    expect(Math.max(...left)).toBeLessThan(12);
    expect(left.length).toBeGreaterThan(4);
  });

  it('tells of a failed look, lets nothing leave after it, and goes on with other detectors', async () => {
    const cause = new Error('boom');
    const faces = scriptedDetector((frame) => {
      if (frame >= 20) throw cause;
      return [];
    });
    const good = scriptedDetector((frame) => [face(walker(frame))]);
    const { left, failures } = await play({ faces }, { clip: { ...clip, draw } }, (index, hider) => {
      if (index === 40) hider.useDetectors({ faces: good });
    });
    expect(failures).toMatchObject([{ message: 'Looking for faces failed.', cause }]);
    const indexes = left.map(({ index }) => index);
    expect(indexes.filter((index) => index > 23 && index < 36)).toEqual([]);
    expect(indexes.at(-1)).toBe(59);
    for (const frame of left) if (frame.index > 35) expect(frame.covers(walker(frame.index))).toBe(true);
  });

  it('looks at both sides of a cut, and lets nothing of the other scene leave before', async () => {
    const cutClip = { ...clip, draw: (luma: Uint8Array, frame: number) => wall(luma, frame < 31 ? 1 : 2) };
    const sitter: Box = { x: 200, y: 90, width: 24, height: 30 };
    const faces = scriptedDetector((frame) => (frame >= 31 ? [face(sitter)] : []));
    const { left } = await play({ faces }, { clip: cutClip });
    expect(faces.looked).toEqual(expect.arrayContaining([30, 31]));
    for (const frame of left) if (frame.index >= 31) expect(frame.covers(sitter)).toBe(true);
    expect(left).toHaveLength(60);
  });

  it('lets nothing beyond a cut leave when no look comes after it', async () => {
    const cutClip = { ...clip, draw: (luma: Uint8Array, frame: number) => wall(luma, frame < 31 ? 1 : 2) };
    let last = 0;
    const turns: LookTurns = { request: (kind) => (last >= 29 ? new Promise(() => {}) : free.request(kind)) };
    const hider = new LiveHider({ faces: scriptedDetector(() => []) }, turns, {
      width: 320,
      height: 180,
      onFailure: () => {},
    });
    const left: number[] = [];
    for await (const frame of playClip(cutClip)) {
      last = frame.index;
      const { seconds } = frame;
      hider.add(frame);
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      left.push(...hider.take(seconds).hidden.map((hidden) => examine(hidden).index));
    }
    hider.forget();
    expect(Math.max(...left)).toBeLessThanOrEqual(30);
    expect(Math.max(...left)).toBeGreaterThan(27);
  });

  it('keeps text hidden from look to look, which are a second apart where nothing changes', async () => {
    const sign: Box = { x: 40, y: 40, width: 80, height: 24 };
    const faces = scriptedDetector(() => []);
    const text = scriptedDetector(() => [{ kind: 'text', box: sign, score: 0.9 }], 'text');
    const { left } = await play({ faces, text });
    expect(text.looked.length).toBeLessThan(7);
    for (const frame of left) expect(frame.covers(sign)).toBe(true);
    expect(left).toHaveLength(60);
  });

  it('always hides fixed regions', async () => {
    const faces = scriptedDetector(() => []);
    const { left } = await play({ faces }, { regions: [{ left: 0.8, top: 0, right: 1, bottom: 0.3 }] });
    for (const frame of left) expect(frame.covers({ x: 256, y: 0, width: 64, height: 54 })).toBe(true);
    expect(left).toHaveLength(60);
  });

  it('drops frames that come too late themselves', async () => {
    const hider = new LiveHider({ faces: scriptedDetector(() => []) }, free, {
      width: 320,
      height: 180,
      onFailure: () => {},
    });
    for await (const frame of playClip({ ...clip, frameCount: 5 })) hider.add(frame);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    expect(hider.take(3)).toEqual({ hidden: [], dropped: 5 });
    await hider.close();
  });

  it('refuses frames of another size', async () => {
    const hider = new LiveHider(undefined, free, { width: 64, height: 64, onFailure: () => {} });
    for await (const frame of playClip({ ...clip, frameCount: 1 })) {
      expect(() => hider.add(frame)).toThrow('Expected 64 x 64 frames');
    }
    await hider.close();
  });
});
