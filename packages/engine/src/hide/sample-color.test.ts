import { describe, expect, it } from 'vitest';
import { allFormats } from '../../test/sample-frame.ts';
import type { PixelFormat } from '../frame/pixel-format.ts';
import { fromSamples, parseColor, toSamples } from './sample-color.ts';

const yuv: PixelFormat = { layout: 'yuv420', bitDepth: 8, range: 'limited', matrix: 'bt709' };

describe('toSamples', () => {
  // Figures from ITU-R BT.601, BT.709 and BT.2020.
  it.each<[string, Partial<PixelFormat>, number[]]>([
    ['#000000', {}, [16, 128, 128]],
    ['#ffffff', {}, [235, 128, 128]],
    ['#ff0000', {}, [63, 102, 240]],
    ['#0000ff', {}, [32, 240, 118]],
    ['#ff0000', { matrix: 'bt601' }, [81, 90, 240]],
    ['#ff0000', { matrix: 'bt2020' }, [74, 97, 240]],
    ['#ff0000', { matrix: 'bt601', range: 'full' }, [76, 85, 255]],
    ['#ffffff', { range: 'full' }, [255, 128, 128]],
    ['#ffffff', { bitDepth: 10 }, [940, 512, 512]],
    ['#000000', { bitDepth: 10 }, [64, 512, 512]],
    ['#ffffff', { bitDepth: 10, range: 'full' }, [1023, 512, 512]],
    ['#808080', { layout: 'gray' }, [126]],
    ['#102030', { layout: 'rgb', range: 'full' }, [16, 32, 48]],
    ['#102030', { layout: 'rgba', range: 'full' }, [16, 32, 48, 255]],
    ['#ff0080', { layout: 'rgba', range: 'full', bitDepth: 10 }, [1023, 0, 514, 1023]],
  ])('gives %s in %j', (color, changes, samples) => {
    expect(toSamples(parseColor(color), { ...yuv, ...changes })).toEqual(samples);
  });
});

describe('fromSamples', () => {
  it('reads back what toSamples wrote, in every format', () => {
    for (const format of allFormats) {
      const color = parseColor(format.layout === 'gray' ? '#707070' : '#d0a080');
      const back = fromSamples(toSamples(color, format), format);
      for (const channel of ['red', 'green', 'blue'] as const) expect(back[channel]).toBeCloseTo(color[channel], 1.5);
    }
  });

  it('stays within what a colour can be', () => {
    expect(fromSamples([255, 255, 255], yuv)).toMatchObject({ red: 1, blue: 1 });
    expect(fromSamples([0, 255, 255], yuv)).toMatchObject({ green: 0 });
  });
});
