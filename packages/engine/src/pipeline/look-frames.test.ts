import { describe, expect, it } from 'vitest';
import { boxesAt, countIds, face, playClip, scriptedDetector } from '../../test/scripted-clip.ts';
import { InferenceError, OptionsError } from '../errors.ts';
import { coveredRatio, growBox, type Box } from '../frame/box.ts';
import { liveFrames } from '../frame/raw-frame.ts';
import type { PlanTrack } from '../plan/plan.ts';
import { lookAtFrames } from './look-frames.ts';

const clip = { frameCount: 90, framesPerSecond: 30, width: 320, height: 180 };
const options = () => ({ randomId: countIds() });

function walker(frame: number): Box {
  return { x: 20 + frame * 2, y: 60, width: 24, height: 30 };
}

function isCovered(tracks: readonly PlanTrack[], seconds: number, box: Box): boolean {
  return boxesAt(tracks, seconds).some((hidden) => coveredRatio(box, growBox(hidden, 0.2, 0.2, 0.2)) > 0.999);
}

describe('lookAtFrames', () => {
  it('follows a walker through all frames from a few looks', async () => {
    const faces = scriptedDetector((frame) => [face(walker(frame))]);
    const look = await lookAtFrames(playClip(clip), { faces }, options());
    expect(look.tracks).toHaveLength(1);
    expect(look.frameCount).toBe(90);
    expect(faces.looked.length).toBeLessThan(25);
    for (let frame = 0; frame < 90; frame++) expect(isCovered(look.tracks, frame / 30, walker(frame))).toBe(true);
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
