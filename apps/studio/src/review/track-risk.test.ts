import type { Plan, PlanTrack } from '@passerby/engine';
import { describe, expect, it } from 'vitest';
import { nextRisk, rateTracks } from './track-risk.ts';

const media = { width: 1000, height: 500, frameCount: 250, durationSeconds: 10, sha256: '0'.repeat(64) };

function planOf(tracks: readonly PlanTrack[]): Plan {
  return {
    format: 'passerby-plan',
    version: 1,
    media,
    settings: { preset: 'head', text: 'all' },
    models: [],
    tracks: [...tracks],
  };
}

function trackOf(digit: string, fromSeconds: number, score: number, more: Partial<PlanTrack> = {}): PlanTrack {
  const box = { x: 400, y: 200, width: 60, height: 80 };
  const sights = [fromSeconds, fromSeconds + 1].map((seconds) => ({
    seconds,
    box,
    origin: 'detected' as const,
    score,
  }));
  return {
    id: digit.repeat(16),
    kind: 'face',
    fromSeconds,
    throughSeconds: fromSeconds + 2,
    keyframes: sights,
    ...more,
  };
}

describe('rateTracks', () => {
  it('puts what is risky first and says why', () => {
    const rated = rateTracks(planOf([trackOf('a', 0, 0.9), trackOf('b', 5, 0.3)]), []);
    expect(rated.map(({ track, marks }) => [track.id[0], marks])).toEqual([
      ['b', ['isWeak']],
      ['a', []],
    ]);
  });

  it('has nothing to say of what a person decided', () => {
    const kept = trackOf('a', 0, 0.3, { keep: { reason: 'the speaker' } });
    const drawn = trackOf('b', 0, 0.3, { kind: 'region' });
    expect(rateTracks(planOf([kept, drawn]), [0]).map(({ marks, risk }) => [marks, risk])).toEqual([
      [[], 0],
      [[], 0],
    ]);
  });
});

describe('nextRisk', () => {
  const rated = rateTracks(planOf([trackOf('a', 1, 0.3), trackOf('b', 3, 0.9), trackOf('c', 5, 0.3)]), []);
  const idOf = (seconds: number, direction: 1 | -1): string | undefined =>
    nextRisk(rated, seconds, direction)?.track.id[0];

  it('goes from risk to risk, round the end, in both directions', () => {
    expect([idOf(0, 1), idOf(1, 1), idOf(5, 1)]).toEqual(['a', 'c', 'a']);
    expect([idOf(6, -1), idOf(5, -1), idOf(1, -1)]).toEqual(['c', 'a', 'c']);
  });

  it('is nothing where nothing is risky', () => {
    expect(nextRisk(rateTracks(planOf([trackOf('b', 3, 0.9)]), []), 0, 1)).toBeUndefined();
  });
});
