import { describe, expect, it } from 'vitest';
import { face, playClip, scriptedDetector } from '../../test/scripted-clip.ts';
import { detect } from '../detect/detector.ts';
import { OptionsError } from '../errors.ts';
import { joinDetectors } from './join-detectors.ts';

const left = { x: 10, y: 10, width: 20, height: 26 };
const right = { ...left, x: 100 };

describe('joinDetectors', () => {
  it('finds what any of them finds, each thing once', async () => {
    const joined = joinDetectors([
      scriptedDetector(() => [face(left, 0.5)]),
      scriptedDetector(() => [face(left, 0.9), face(right)]),
    ]);
    for await (const frame of playClip({ frameCount: 1, framesPerSecond: 1, width: 160, height: 90 })) {
      using here = frame;
      const found = await joined[detect](here.view);
      expect(found.map(({ box, score }) => [box.x, score])).toEqual(
        expect.arrayContaining([
          [10, 0.9],
          [100, 0.9],
        ]),
      );
      expect(found).toHaveLength(2);
    }
    expect(joined.kind).toBe('face');
  });

  it('refuses none, and different kinds', () => {
    const mixed = [scriptedDetector(() => []), scriptedDetector(() => [], 'text')];
    expect(() => joinDetectors([])).toThrow(OptionsError);
    expect(() => joinDetectors(mixed)).toThrow(OptionsError);
  });
});
