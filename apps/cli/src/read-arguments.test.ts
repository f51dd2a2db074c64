import { resolveHideOptions } from '@passerby/node';
import { describe, expect, it } from 'vitest';
import { checkedOptions, readArguments } from './read-arguments.ts';
import { readRegion } from './read-region.ts';
import { UsageError } from './usage-error.ts';

const options = { output: { type: 'string', short: 'o' }, json: { type: 'boolean' } } as const;

describe('readArguments', () => {
  it('gives options and the rest; everything after -- is no option', () => {
    const { values, positionals } = readArguments(['a.jpg', '-o', 'out', '--json', '--', '-b.jpg'], options);
    expect(values).toEqual({ output: 'out', json: true });
    expect(positionals).toEqual(['a.jpg', '-b.jpg']);
  });

  it.each([[['--frob']], [['-x']], [['-o']], [['--json=1']], [['a.jpg', '-o', '']], [['']]])(
    'refuses %j in one sentence',
    (argv) => {
      expect(() => readArguments(argv, options)).toThrow(UsageError);
      expect(() => readArguments(argv, options)).toThrow(/^[^\n.]+\.$/);
    },
  );
});

describe('checkedOptions', () => {
  it('names the flag, not the field', () => {
    const complaint = 'Expected auto or yunet or retinaface for --face-model, received "best".';
    expect(() => checkedOptions(() => resolveHideOptions({ faceModel: 'best' as never }))).toThrow(
      new UsageError(complaint),
    );
    const regions = [readRegion('0.5,0.5,0.0,0.1')];
    expect(() => checkedOptions(() => resolveHideOptions({ regions }))).toThrow('for --region, received 0.');
  });

  it('passes other errors on', () => {
    expect(() =>
      checkedOptions(() => {
        throw new TypeError('a bug');
      }),
    ).toThrow(TypeError);
  });
});

describe('readRegion', () => {
  it('reads whole numbers as pixels and numbers with a point as fractions', () => {
    expect(readRegion('0,10,20,30')).toEqual({ unit: 'pixels', x: 0, y: 10, width: 20, height: 30 });
    expect(readRegion('0.0, .9,1.0,0.1')).toEqual({ unit: 'fractions', x: 0, y: 0.9, width: 1, height: 0.1 });
    expect(readRegion('0,0,1.0,0.1')).toEqual({ unit: 'fractions', x: 0, y: 0, width: 1, height: 0.1 });
  });

  it.each(['', '1,2,3', '1,2,3,4,5', '0,0,1,0.1', '-1,0,5,5', '1e3,0,5,5', 'a,b,c,d', '1,,2,3'])(
    'refuses %j',
    (text) => {
      expect(() => readRegion(text)).toThrow(UsageError);
    },
  );
});
