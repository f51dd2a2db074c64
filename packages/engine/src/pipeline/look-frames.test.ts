import { describe, expect, it } from 'vitest';
import { paintHead, paintWall } from '../../test/textures.ts';
import { boxesAt, countIds, face, playClip, scriptedDetector } from '../../test/scripted-clip.ts';
import { detect, type Detector } from '../detect/detector.ts';
import { InferenceError, OptionsError } from '../errors.ts';
import { coveredRatio, growBox, type Box } from '../frame/box.ts';
import { liveFrames, type RawFrame } from '../frame/raw-frame.ts';
import type { PlanTrack } from '../plan/plan.ts';
import { lookAtFrames } from './look-frames.ts';

const clip = { frameCount: 90, framesPerSecond: 30, width: 320, height: 180 };
const options = () => ({ randomId: countIds() });

/** Somebody who goes straight on, by `speed` pixels a frame. */
function walk(x: number, y: number, speed: number, width = 24, height = 30): (frame: number) => Box {
  return (frame) => ({ x: x + frame * speed, y, width, height });
}

const walker = walk(20, 60, 2);

/** A head in front of a wall; the camera pans by that many pixels a frame. */
function drawHead(place: (frame: number) => Box, pan = 0): (luma: Uint8Array, frame: number) => void {
  return (luma, frame) => {
    paintWall(luma, 320, 1, frame * pan);
    paintHead(luma, 320, 7, place(frame));
  };
}

function drawCut(luma: Uint8Array, frame: number): void {
  paintWall(luma, 320, frame < 45 ? 1 : 2);
}

function drawFlash(luma: Uint8Array, frame: number): void {
  drawHead(walker)(luma, frame);
  if (frame >= 44 && frame < 47) luma.fill(250);
}

function isCovered(tracks: readonly PlanTrack[], seconds: number, box: Box): boolean {
  return boxesAt(tracks, seconds).some((hidden) => coveredRatio(box, growBox(hidden, 0.2, 0.2, 0.2)) > 0.999);
}

/** Lets everything go on that waits for nothing else. */
async function manyTurns(): Promise<void> {
  for (let turn = 0; turn < 2000; turn++) await Promise.resolve();
}

describe('lookAtFrames', () => {
  it('follows a walker through all frames from a few looks', async () => {
    const faces = scriptedDetector((frame) => [face(walker(frame))]);
    const look = await lookAtFrames(playClip({ ...clip, draw: drawHead(walker) }), { faces }, options());
    expect(look.tracks).toHaveLength(1);
    expect(look.frameCount).toBe(90);
    expect(faces.looked.length).toBeLessThan(25);
    for (let frame = 0; frame < 90; frame++) expect(isCovered(look.tracks, frame / 30, walker(frame))).toBe(true);
  });

  it('hides who runs through the picture and is found once, weakly, from entering to leaving', async () => {
    const runner = walk(-60, 60, 22);
    const faces = scriptedDetector((frame) => (frame === 10 ? [face(runner(frame), 0.42)] : []));
    const { tracks } = await lookAtFrames(playClip({ ...clip, draw: drawHead(runner) }), { faces }, options());
    for (let frame = 3; frame < 17; frame++) {
      const { x, ...box } = runner(frame);
      const left = Math.max(0, x);
      const seen = { ...box, x: left, width: Math.min(320, x + box.width) - left };
      expect(isCovered(tracks, frame / 30, seen), `frame ${frame}`).toBe(true);
    }
  });

  it('looks at every frame when strict', async () => {
    const faces = scriptedDetector(() => []);
    const look = await lookAtFrames(playClip(clip), { faces }, { ...options(), strict: true });
    expect(faces.looked.toSorted((a, b) => a - b)).toEqual([...Array(90).keys()]);
    expect(look.faceLookCount).toBe(90);
  });

  it('hides half a second before the first sight and after the last', async () => {
    const faces = scriptedDetector((frame) => (frame >= 40 && frame <= 50 ? [face(walker(frame))] : []));
    const { tracks } = await lookAtFrames(playClip(clip), { faces }, options());
    expect(tracks).toHaveLength(1);
    expect(tracks[0]?.fromSeconds).toBeLessThanOrEqual(40 / 30 - 0.5);
    expect(tracks[0]?.throughSeconds).toBeGreaterThanOrEqual(50 / 30 + 0.5);
  });

  it('follows a head in the pictures to where it entered and where it leaves', async () => {
    const place = walk(-30, 60, 4.2, 26, 32);
    const draw = drawHead(place);
    // A face for a third of a second, in the middle of its way.
    const faces = scriptedDetector((frame) => (frame >= 40 && frame <= 50 ? [face(place(frame))] : []));
    const { tracks } = await lookAtFrames(playClip({ ...clip, draw }), { faces }, options());
    for (let frame = 4; frame < 84; frame++) expect(isCovered(tracks, frame / 30, place(frame))).toBe(true);
    expect(boxesAt(tracks, 45 / 30)).toHaveLength(1);
  });

  it('lets a region leave with its person instead of staying on the wall', async () => {
    const place = walk(200, 60, 4, 26, 32);
    const draw = drawHead(place);
    const faces = scriptedDetector((frame) => (place(frame).x < 290 ? [face(place(frame))] : []));
    const { tracks } = await lookAtFrames(playClip({ ...clip, draw }), { faces }, options());
    const inside = boxesAt(tracks, 55 / 30).filter((box) => box.x < 320);
    expect(inside).toEqual([]);
  });

  it('hides somebody until they are out of the picture, also where a look in between comes after one that expects them gone', async () => {
    const leaver = walk(150, 60, -3.5);
    const other = { x: 250, y: 60, width: 24, height: 30 };
    const faces = scriptedDetector((frame) => [
      ...(frame <= 20 ? [face(leaver(frame))] : []),
      ...(frame >= 48 ? [face(other)] : []),
    ]);
    const { tracks } = await lookAtFrames(playClip(clip), { faces }, options());
    expect(faces.looked.some((frame) => frame > 40 && frame < 48)).toBe(true);
    for (let frame = 0; frame < 48; frame++) expect(isCovered(tracks, frame / 30, leaver(frame))).toBe(true);
  });

  it('hides more along the way of somebody who was lost, as they may be slower or faster', async () => {
    const place = walk(20, 60, 3);
    const faces = scriptedDetector((frame) => (frame <= 40 ? [face(place(frame))] : []));
    const { tracks } = await lookAtFrames(playClip(clip), { faces }, options());
    const widthAt = (frame: number): number => boxesAt(tracks, frame / 30)[0]?.width ?? 0;
    expect(widthAt(52)).toBeGreaterThan(widthAt(40) + 8);
    const slower = { ...place(52), x: place(52).x - 8 };
    expect(isCovered(tracks, 52 / 30, slower)).toBe(true);
  });

  it('hides what stands above a face, such as a turban, and not as much below it', async () => {
    const still = { x: 100, y: 60, width: 32, height: 32 };
    const faces = scriptedDetector(() => [face(still, 1)]);
    const { tracks } = await lookAtFrames(playClip(clip), { faces }, options());
    const [box] = boxesAt(tracks, 1);
    expect(still.y - (box?.y ?? 0)).toBeGreaterThan(0.9);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(still.y + still.height + 0.5);
  });

  it('hides the back of a head that is seen from the side, and not as much in front of it', async () => {
    const profile = { x: 100, y: 60, width: 18, height: 30 };
    const faces = scriptedDetector(() => [{ ...face(profile), facing: 1 }]);
    const { tracks } = await lookAtFrames(playClip(clip), { faces }, options());
    const [box] = boxesAt(tracks, 1);
    const behind = profile.x - (box?.x ?? 0);
    const ahead = (box?.x ?? 0) + (box?.width ?? 0) - profile.x - profile.width;
    expect(behind).toBeGreaterThan(profile.height / 2);
    expect(ahead).toBeLessThan(profile.height / 10);
  });

  it('keeps somebody hidden who stands still while the camera pans', async () => {
    const place = walk(220, 60, -2, 26, 32);
    const draw = drawHead(place, 2);
    const faces = scriptedDetector((frame) => (frame < 12 || frame > 70 ? [face(place(frame))] : []));
    const { tracks } = await lookAtFrames(playClip({ ...clip, draw }), { faces }, options());
    for (let frame = 0; frame < 90; frame++) expect(isCovered(tracks, frame / 30, place(frame))).toBe(true);
  });

  it('keeps two regions for two people who cross', async () => {
    const left = walk(20, 60, 3, 24, 30);
    const right = walk(270, 64, -3, 24, 30);
    const faces = scriptedDetector((frame) => {
      const [a, b] = [left(frame), right(frame)];
      // In front of each other only one is found.
      return Math.abs(a.x - b.x) < 14 ? [face(a)] : [face(a), face(b)];
    });
    const { tracks } = await lookAtFrames(playClip(clip), { faces }, options());
    for (let frame = 0; frame < 90; frame++) {
      expect(isCovered(tracks, frame / 30, left(frame))).toBe(true);
      expect(isCovered(tracks, frame / 30, right(frame))).toBe(true);
      for (const box of boxesAt(tracks, frame / 30)) expect(box.width).toBeLessThan(50);
    }
  });

  it('ends tracks at a cut, which it looks at on both sides', async () => {
    const faces = scriptedDetector((frame) => (frame < 45 ? [face(walker(frame))] : []));
    const { tracks } = await lookAtFrames(playClip({ ...clip, draw: drawCut }), { faces }, options());
    expect(faces.looked).toEqual(expect.arrayContaining([44, 45]));
    expect(tracks[0]?.throughSeconds).toBeGreaterThanOrEqual(44 / 30);
    expect(tracks[0]?.throughSeconds).toBeLessThan(45 / 30);
  });

  it.each([
    ['right after', 45, 48],
    ['right before', 41, 45],
  ])('hides everybody from cut to cut where a flash comes %s it', async (_, from, through) => {
    const draw = (luma: Uint8Array, frame: number): void => {
      paintWall(luma, 320, frame < 45 ? 1 : 2);
      if (frame >= from && frame < through) for (const [at, value] of luma.entries()) luma[at] = 130 + value / 2;
    };
    const before = { x: 60, y: 60, width: 24, height: 30 };
    const after = { x: 200, y: 90, width: 24, height: 30 };
    // Nobody is found while the flash lasts.
    const faces = scriptedDetector((frame) => {
      if (frame >= from && frame < through) return [];
      return [face(frame < 45 ? before : after)];
    });
    const { tracks } = await lookAtFrames(playClip({ ...clip, draw }), { faces }, options());
    for (let frame = 0; frame < 90; frame++) {
      expect(isCovered(tracks, frame / 30, frame < 45 ? before : after)).toBe(true);
    }
  });

  it('takes no flash for a cut', async () => {
    const faces = scriptedDetector((frame) => (frame >= 44 && frame < 47 ? [] : [face(walker(frame))]));
    const { tracks } = await lookAtFrames(playClip({ ...clip, draw: drawFlash }), { faces }, options());
    expect(tracks).toHaveLength(1);
    for (let frame = 0; frame < 90; frame++) expect(isCovered(tracks, frame / 30, walker(frame))).toBe(true);
  });

  it('hides a lone weak detection for its padded span, and no longer', async () => {
    const faces = scriptedDetector((frame) => (frame === 40 ? [face(walker(10), 0.3)] : []));
    const { tracks } = await lookAtFrames(playClip(clip), { faces }, { ...options(), lookEverySeconds: 1 / 30 });
    expect(tracks).toHaveLength(1);
    expect(tracks[0]?.fromSeconds).toBeCloseTo(40 / 30 - 0.5);
    expect(tracks[0]?.throughSeconds).toBeCloseTo(40 / 30 + 0.5);
  });

  it('hides text that one look found for half a second, and text that was seen for a second for longer', async () => {
    const sign: Box = { x: 120, y: 90, width: 60, height: 20 };
    const drawSign = (luma: Uint8Array): void => {
      paintWall(luma, 320, 1);
      paintHead(luma, 320, 9, sign);
    };
    const find = async (last: number): Promise<readonly PlanTrack[]> => {
      const text = scriptedDetector(
        (frame) => (frame >= 60 && frame <= last ? [{ ...face(sign), kind: 'text' }] : []),
        'text',
      );
      const frames = playClip({ ...clip, frameCount: 180, draw: drawSign });
      const { tracks } = await lookAtFrames(frames, { text }, { ...options(), strict: true });
      return tracks;
    };
    const [once] = await find(60);
    expect(once?.fromSeconds).toBeCloseTo(1.5);
    expect(once?.throughSeconds).toBeCloseTo(2.5);
    const [longer] = await find(90);
    expect(longer?.fromSeconds).toBeLessThan(1);
    expect(longer?.throughSeconds).toBeGreaterThan(4);
  });

  it('looks for text on its own clock', async () => {
    const text = scriptedDetector(
      () => [{ kind: 'text', box: { x: 5, y: 5, width: 60, height: 20 }, score: 0.9 }],
      'text',
    );
    const look = await lookAtFrames(playClip(clip), { text }, options());
    expect(look.textLookCount).toBeLessThan(10);
    expect(look.tracks.map((track) => track.kind)).toEqual(['text']);
    expect(look.tracks[0]).toMatchObject({ fromSeconds: 0, throughSeconds: 89 / 30 });
  });

  it('looks in between at frames that it still holds only, however much text comes and goes', async () => {
    const somewhere = (frame: number): Box => ({ x: (frame * 97) % 260, y: (frame * 61) % 150, width: 60, height: 20 });
    const draw = (luma: Uint8Array, frame: number): void => {
      paintWall(luma, 320, 1);
      // Nothing changes for two seconds, so no look is due for as long.
      paintHead(luma, 320, 3, somewhere(Math.max(60, frame)));
    };
    const text = scriptedDetector((frame) => [{ kind: 'text', box: somewhere(frame), score: 0.9 }], 'text');
    const faces = scriptedDetector(() => []);
    const look = await lookAtFrames(playClip({ ...clip, draw }), { faces, text }, options());
    expect(look.frameCount).toBe(90);
    expect(liveFrames()).toBe(0);
  });

  it('looks for text in between where some comes into the picture', async () => {
    const plate = (frame: number): Box => ({ x: 320 - (frame - 32) * 9, y: 60, width: 60, height: 20 });
    const draw = (luma: Uint8Array, frame: number): void => {
      paintWall(luma, 320, 1);
      if (frame > 32) paintHead(luma, 320, 3, plate(frame));
    };
    const text = scriptedDetector(
      (frame) => (plate(frame).x < 260 && plate(frame).x > 0 ? [{ kind: 'text', box: plate(frame), score: 0.9 }] : []),
      'text',
    );
    const { tracks } = await lookAtFrames(playClip({ ...clip, draw }), { text }, options());
    // On the clock alone the look before the first sight would be half a second earlier.
    for (let frame = 39; frame < 68; frame++) expect(isCovered(tracks, frame / 30, plate(frame))).toBe(true);
    expect(text.looked.length).toBeLessThan(16);
  });

  it('rejects with the frame when a detector fails, and frees all frames', async () => {
    const cause = new Error('boom');
    const faces = scriptedDetector((frame) => {
      if (frame > 40) throw cause;
      return [];
    });
    const failure = await lookAtFrames(playClip(clip), { faces }, options()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InferenceError);
    expect(failure).toMatchObject({ cause });
    expect(String(failure)).toMatch(/faces failed at frame \d+/);
    expect(liveFrames()).toBe(0);
  });

  it('rethrows the reason when it is aborted, and frees all frames', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const onProgress = (done: number) => {
      if (done === 33) controller.abort(reason);
    };
    const faces = scriptedDetector(() => []);
    const looking = lookAtFrames(playClip(clip), { faces }, { ...options(), signal: controller.signal, onProgress });
    await expect(looking).rejects.toBe(reason);
    expect(liveFrames()).toBe(0);
  });

  it('holds no more frames than two gaps of its grid', async () => {
    let most = 0;
    const onProgress = () => {
      most = Math.max(most, liveFrames());
    };
    const faces = scriptedDetector(() => []);
    await lookAtFrames(playClip({ ...clip, frameCount: 300 }), { faces }, { ...options(), onProgress });
    expect(most).toBeLessThanOrEqual(24);
    expect(liveFrames()).toBe(0);
  });

  it('reads on as soon as frames were freed, while other looks are still under way', async () => {
    const endLook: (() => void)[] = [];
    const faces: Detector = {
      kind: 'face',
      model: 'slow',
      [detect]: () => new Promise((resolve) => endLook.push(() => resolve([]))),
    };
    let read = 0;
    async function* counted(): AsyncGenerator<RawFrame> {
      for await (const frame of playClip(clip)) {
        read++;
        yield frame;
      }
    }
    const looking = lookAtFrames(counted(), { faces }, options());
    await manyTurns();
    const readBefore = read;
    endLook.shift()?.();
    await manyTurns();
    expect(readBefore).toBeLessThan(clip.frameCount);
    expect(read).toBeGreaterThan(readBefore);
    while (read < clip.frameCount || endLook.length > 0) {
      endLook.shift()?.();
      await manyTurns();
    }
    expect((await looking).frameCount).toBe(clip.frameCount);
  });

  it('refuses to look with no detector', async () => {
    await expect(lookAtFrames(playClip(clip), {}, options())).rejects.toBeInstanceOf(OptionsError);
  });

  it('gives an empty look for a video without frames', async () => {
    const look = await lookAtFrames(
      playClip({ ...clip, frameCount: 0 }),
      { faces: scriptedDetector(() => []) },
      options(),
    );
    expect(look).toMatchObject({ tracks: [], frameCount: 0 });
  });
});
