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
const walker = (frame: number) => ({ x: 180 + frame, y: 90, width: 20, height: 26 });

describe('verifyFrames', () => {
  it('finds nothing where all that is detected is the fill', async () => {
    const faces = scriptedDetector(() => [face(hidden)]);
    expect(await verifyFrames(playClip(clip), { faces }, plan)).toEqual([]);
    expect(faces.looked.length).toBeGreaterThan(5);
    expect(liveFrames()).toBe(0);
  });

  it('tells what is left, when and how bad', async () => {
    const faces = scriptedDetector((frame) => [face(hidden), face(walker(frame), frame < 30 ? 0.9 : 0.2)]);
    const findings = await verifyFrames(playClip(clip), { faces }, plan, { lookEverySeconds: 0.5 });
    expect(findings.map(({ seconds, severity }) => [seconds, severity])).toEqual([
      [0, 'leak'],
      [0.5, 'leak'],
      [1, 'notice'],
      [1.5, 'notice'],
    ]);
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
    const findings = await verifyFrames(playClip(clip), { faces }, undefined);
    const tracks = findingsToTracks(findings, plan.media, countIds());
    expect(tracks).toHaveLength(1);
    expect(tracks[0]?.keyframes).toHaveLength(findings.length);
    expect(tracks[0]?.fromSeconds).toBeCloseTo((findings[0]?.seconds ?? 0) - 0.5);
    expect(tracks[0]?.throughSeconds).toBeCloseTo((findings.at(-1)?.seconds ?? 0) + 0.5);
  });

  it('leaves alone what is accepted or only noticed', () => {
    const finding = { seconds: 1, kind: 'face', box: hidden } as const;
    const findings = [
      { ...finding, severity: 'accepted' },
      { ...finding, severity: 'notice' },
    ] as const;
    expect(findingsToTracks(findings, plan.media, countIds())).toEqual([]);
  });
});
