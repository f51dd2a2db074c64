import { describe, expect, it } from 'vitest';
import type { FrameFinding } from './finding.ts';
import { weighOverTime } from './weigh-over-time.ts';

const face = (seconds: number, score = 0.6, x = 100): FrameFinding => ({
  seconds,
  kind: 'face',
  severity: 'leak',
  score,
  box: { x, y: 50, width: 30, height: 40 },
});
const severities = (...findings: FrameFinding[]) => weighOverTime(findings).map(({ severity }) => severity);

describe('weighOverTime', () => {
  it('keeps a leak that is sure, and one that is seen again soon and near', () => {
    expect(severities(face(1, 0.85))).toEqual(['leak']);
    expect(severities(face(1), face(1.1, 0.6, 110))).toEqual(['leak', 'leak']);
    expect(severities(face(1), { ...face(1.04, 0.3), severity: 'notice' })).toEqual(['leak', 'notice']);
  });

  it('notices what is seen once, elsewhere, too late, or only as text', () => {
    expect(severities(face(1))).toEqual(['notice']);
    expect(severities(face(1), face(1.04, 0.6, 300))).toEqual(['notice', 'notice']);
    expect(severities(face(1), face(1.5))).toEqual(['notice', 'notice']);
    expect(severities(face(1), face(1))).toEqual(['notice', 'notice']);
    expect(severities(face(1), { ...face(1.04), kind: 'text' })).toEqual(['notice', 'leak']);
  });

  it('weighs an hour of findings in no time', () => {
    const many = Array.from({ length: 100_000 }, (_, at) => face(at / 25));
    expect(weighOverTime(many).every(({ severity }) => severity === 'leak')).toBe(true);
  });
});
