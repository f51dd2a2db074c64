import { OptionsError } from '@passerby/engine';
import { describe, expect, it } from 'vitest';
import { hideOptionsSchema } from './job-options.ts';
import { parseOptions } from './parse-options.ts';

const refusal = (options: unknown): string => {
  try {
    parseOptions(hideOptionsSchema, options);
  } catch (error) {
    expect(error).toBeInstanceOf(OptionsError);
    return (error as Error).message;
  }
  return 'none';
};

describe('parseOptions', () => {
  it('fills in the defaults that hide the most', () => {
    expect(parseOptions(hideOptionsSchema, {})).toEqual({
      preset: 'head',
      text: 'all',
      effect: 'solid',
      color: '#000000',
      audio: 'drop',
      quality: 'default',
      regions: [],
      faceModel: 'auto',
      verify: true,
    });
  });

  it.each([
    [{ preset: 'all' }, 'Expected face or head for `preset`, received "all".'],
    [{ color: 'red' }, 'Expected #rrggbb for `color`, received "red".'],
    [{ verify: 1 }, 'Expected boolean for `verify`, received 1.'],
    [
      { regions: [{ unit: 'pixels', x: 0, y: 0, width: 0, height: 5 }] },
      'Expected more than 0 for `regions.0.width`, received 0.',
    ],
    [
      { regions: [{ unit: 'fractions', x: 1.5, y: 0, width: 1, height: 1 }] },
      'Expected at most 1 for `regions.0.x`, received 1.5.',
    ],
    [{ colour: '#000000' }, 'Expected only known options, received `colour`.'],
    [{ faceModel: null }, 'Expected auto or yunet or retinaface for `faceModel`, received null.'],
  ])('says what was expected, where, and what came: %j', (options, sentence) => {
    expect(refusal(options)).toBe(sentence);
  });
});
