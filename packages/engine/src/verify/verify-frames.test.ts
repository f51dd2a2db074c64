import { describe, expect, it } from 'vitest';
import { countIds, face, playClip, scriptedDetector } from '../../test/scripted-clip.ts';
import { InferenceError } from '../errors.ts';
import { liveFrames } from '../frame/raw-frame.ts';
import type { Plan } from '../plan/plan.ts';
import { findingsToTracks } from './findings-to-tracks.ts';
import { verifyFrames } from './verify-frames.ts';

const clip = { frameCount: 60, framesPerSecond: 30, width: 320, height: 180 };
const hidden = { x: 40, y: 40, width: 30, height: 40 };
const plan: Plan = {
  format: 'passerby-plan',
  version: 1,
  media: { width: 320, height: 180, frameCount: 60, durationSeconds: 2, sha256: '0'.repeat(64) },
  settings: { preset: 'head', text: 'all' },
  models: [],
  tracks: [
    {
      id: '0'.repeat(16),
      kind: 'face',
      fromSeconds: 0,
      throughSeconds: 2,
      keyframes: [{ seconds: 0, box: hidden, origin: 'detected' }],
    },
  ],
};
/** Faces and letters are not flat: everything that may be found in these pictures is noise. */
const noisyClip = {
  ...clip,
  draw: (luma: Uint8Array): void => {
    for (let at = 0; at < luma.length; at++) luma[at] = (at * 2654435761) >>> 24;
  },
};
const walker = (frame: number) => ({ x: 180 + frame, y: 90, width: 20, height: 26 });

describe('verifyFrames', () => {
  it('finds nothing where all that is detected is the fill', async () => {
    const faces = scriptedDetector(() => [face(hidden)]);
    const { findings, faceLookCount } = await verifyFrames(playClip(clip), { faces }, plan);
    expect(findings).toEqual([]);
    expect(faceLookCount).toBe(faces.looked.length);
    expect(faces.looked).toEqual([0, 15, 30, 45, 59]);
    expect(liveFrames()).toBe(0);
  });

  it('tells what is left, when and how bad', async () => {
    const faces = scriptedDetector((frame) => [face(hidden), face(walker(frame), frame < 30 ? 0.9 : 0.2)]);
    const { findings } = await verifyFrames(playClip(clip), { faces }, plan, { facesEverySeconds: 0.5 });
    expect(findings.map(({ seconds, severity }) => [seconds, severity])).toEqual([
      [0, 'leak'],
      [0.5, 'leak'],
      [1, 'notice'],
      [1.5, 'notice'],
      [59 / 30, 'notice'],
    ]);
  });

  it('looks at every frame with the quick detector, once with either', async () => {
    const faces = scriptedDetector(() => []);
    const quickFaces = scriptedDetector(() => []);
    const { faceLookCount } = await verifyFrames(playClip(clip), { faces, quickFaces }, plan);
    expect(faceLookCount).toBe(60);
    expect([...faces.looked, ...quickFaces.looked].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, frame) => frame),
    );
  });

  it('looks thoroughly at the frames just outside of every hidden stretch', async () => {
    const [track] = plan.tracks;
    const tracks = track && [{ ...track, fromSeconds: 0.71, throughSeconds: 1.33 }];
    const faces = scriptedDetector(() => []);
    await verifyFrames(playClip(clip), { faces }, { ...plan, tracks: tracks ?? [] }, { facesEverySeconds: 5 });
    expect(faces.looked).toEqual([0, 21, 40, 59]);
  });

  it('looks on both sides of a cut, for text too, and tells when it is', async () => {
    const draw = (luma: Uint8Array, frame: number): void => void luma.fill(frame < 20 ? 40 : 200);
    const faces = scriptedDetector(() => []);
    const text = scriptedDetector(() => [], 'text');
    const rare = { facesEverySeconds: 5, textEverySeconds: 5 };
    const { cuts } = await verifyFrames(playClip({ ...clip, draw }), { faces, text }, plan, rare);
    expect(faces.looked).toEqual([0, 19, 20, 59]);
    expect(text.looked).toEqual([0, 19, 20, 59]);
    expect(cuts).toEqual([20 / 30]);
  });

  it('looks for text twice a second, and more often while the picture changes', async () => {
    const still = scriptedDetector(() => [], 'text');
    await verifyFrames(playClip(clip), { text: still }, plan);
    expect(still.looked).toEqual([0, 15, 30, 45, 59]);
    const draw = (luma: Uint8Array, frame: number): void => void luma.fill(100 + frame, 0, luma.length / 3);
    const moving = scriptedDetector(() => [], 'text');
    await verifyFrames(playClip({ ...clip, draw }), { text: moving }, plan);
    expect(moving.looked.length).toBeGreaterThan(still.looked.length);
  });

  it('takes constant areas for fills where no plan tells, also beyond the end of the plan', async () => {
    const faces = scriptedDetector(() => [face(hidden)]);
    expect((await verifyFrames(playClip(clip), { faces }, undefined)).findings).toEqual([]);
    const short = { ...plan, media: { ...plan.media, frameCount: 30, durationSeconds: 1 }, tracks: [] };
    expect((await verifyFrames(playClip(clip), { faces }, short)).findings.map(({ seconds }) => seconds)).toEqual([
      0, 0.5, 1,
    ]);
    expect((await verifyFrames(playClip(noisyClip), { faces }, undefined)).findings).toHaveLength(5);
  });

  it('asks for company where every frame was looked at: one doubtful sight is a notice', async () => {
    const found = (frames: readonly number[]) =>
      scriptedDetector((frame) => (frames.includes(frame) ? [face(walker(frame), 0.6)] : []));
    const severities = async (frames: readonly number[]) => {
      const detectors = { quickFaces: found(frames) };
      const { findings } = await verifyFrames(playClip(noisyClip), detectors, plan);
      return findings.map(({ severity }) => severity);
    };
    expect(await severities([7])).toEqual(['notice']);
    expect(await severities([7, 8])).toEqual(['leak', 'leak']);
    expect(await severities([7, 40])).toEqual(['notice', 'notice']);
  });

  it('rejects when a detector fails, and frees all frames', async () => {
    const faces = scriptedDetector((frame) => {
      if (frame > 20) throw new Error('boom');
      return [];
    });
    await expect(verifyFrames(playClip(clip), { faces }, plan)).rejects.toBeInstanceOf(InferenceError);
    expect(liveFrames()).toBe(0);
  });
});

describe('findingsToTracks', () => {
  it('hides a leak from half a second before to half a second after, where it went', async () => {
    const faces = scriptedDetector((frame) => (frame >= 20 && frame <= 40 ? [face(walker(frame))] : []));
    const { findings } = await verifyFrames(playClip(noisyClip), { faces }, undefined, { facesEverySeconds: 0.2 });
    const tracks = findingsToTracks(findings, plan.media, countIds());
    expect(tracks).toHaveLength(1);
    expect(tracks[0]?.keyframes).toHaveLength(findings.length);
    expect(tracks[0]?.fromSeconds).toBeCloseTo((findings[0]?.seconds ?? 0) - 0.5);
    expect(tracks[0]?.throughSeconds).toBeCloseTo((findings.at(-1)?.seconds ?? 0) + 0.5);
  });

  it('leaves alone what is accepted or only noticed', () => {
    const finding = { seconds: 1, kind: 'face', score: 0.9, box: hidden } as const;
    const findings = [
      { ...finding, severity: 'accepted' },
      { ...finding, severity: 'notice' },
    ] as const;
    expect(findingsToTracks(findings, plan.media, countIds())).toEqual([]);
  });
});
