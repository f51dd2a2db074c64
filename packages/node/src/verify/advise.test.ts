import { describe, expect, it } from 'vitest';
import { advise } from './advise.ts';
import { textNotLookedFor, toFindings } from './to-findings.ts';

const box = { x: 0, y: 0, width: 10, height: 10 };

describe('advise', () => {
  it('says what to do about every finding, known kind or not, in one sentence', () => {
    for (const kind of ['face', 'text', 'sound', 'hidden-frames', 'gps-like', 'a-new-kind']) {
      for (const severity of ['leak', 'accepted', 'notice'] as const) {
        expect(advise({ kind, severity, text: '.' }).advice).toMatch(/^[A-Z][^.]+(\.|\([^)]*\)[^.]*\.)$/);
      }
    }
  });
});

describe('toFindings', () => {
  it('tells one finding a second for each kind and severity: their number counts nobody', () => {
    const face = { kind: 'face', severity: 'leak', score: 0.9, box } as const;
    const findings = toFindings([
      { ...face, seconds: 1.1 },
      { ...face, seconds: 1.1 },
      { ...face, seconds: 1.9 },
      { ...face, seconds: 1.95, severity: 'notice' },
      { ...face, seconds: 2 },
    ]);
    expect(findings.map(({ seconds, severity }) => [seconds, severity])).toEqual([
      [1.1, 'leak'],
      [1.95, 'notice'],
      [2, 'leak'],
    ]);
  });

  it('never tells where in the picture', () => {
    const [finding] = toFindings([{ kind: 'text', severity: 'leak', score: 1, seconds: 0, box }]);
    expect(Object.keys(finding ?? {}).toSorted()).toEqual(['kind', 'seconds', 'severity', 'text']);
    expect(textNotLookedFor.severity).toBe('accepted');
  });
});
