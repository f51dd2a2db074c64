import { OptionsError, parseOptions } from '@passerby/engine';
import { describe, expect, it } from 'vitest';
import { hideOptionsSchema } from './job-options.ts';

const parse = (options: object): unknown => parseOptions(hideOptionsSchema, options, 'hide options');

describe('hideOptionsSchema', () => {
  it('fills in the defaults', () => {
    expect(parse({})).toEqual({
      preset: 'head',
      text: 'all',
      effect: 'solid',
      color: '#808080',
      audio: 'drop',
      quality: 'default',
      regions: [],
      faceModel: 'auto',
      verify: true,
      strict: false,
    });
  });

  it.each([
    { preset: 'all' },
    { color: 'red' },
    { verify: 1 },
    { regions: [{ unit: 'pixels', x: 0, y: 0, width: 0, height: 5 }] },
    { regions: [{ unit: 'pixels', x: 0.5, y: 0, width: 4, height: 5 }] },
    { regions: [{ unit: 'fractions', x: 1.5, y: 0, width: 1, height: 1 }] },
    { colour: '#000000' },
    { faceModel: null },
  ])('refuses %j', (options) => {
    expect(() => parse(options)).toThrow(OptionsError);
  });
});
