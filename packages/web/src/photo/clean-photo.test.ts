import { describe, expect, it } from 'vitest';
import { cleanPhoto } from './clean-photo.ts';

const text = (value: string): number[] => Array.from(value, (letter) => letter.charCodeAt(0));
const segment = (marker: number, ...body: number[]): number[] => [0xff, marker, 0, body.length + 2, ...body];
const chunk = (type: string, ...body: number[]): number[] => [0, 0, 0, body.length, ...text(type), ...body, 1, 2, 3, 4];
const riff = (type: string, ...body: number[]): number[] => [...text(type), body.length, 0, 0, 0, ...body];

describe('cleanPhoto', () => {
  it('keeps of a JPEG what shows it', () => {
    const kept = [segment(0xdb, 1), segment(0xc0, 2), segment(0xc4, 3)].flat();
    const scan = [...segment(0xda, 4), 5, 6, 0xff, 0xd9];
    const dirty = [
      0xff,
      0xd8,
      ...segment(0xe0, ...text('JFIF')),
      ...segment(0xe2, ...text('ICC')),
      ...segment(0xfe, 7),
    ];
    expect([...cleanPhoto(Uint8Array.from([...dirty, ...kept, ...scan]), 'jpeg')]).toEqual([
      0xff,
      0xd8,
      ...kept,
      ...scan,
    ]);
  });

  it('keeps of a PNG what shows it', () => {
    const signature = text('\x89PNG\r\n\x1a\n');
    const kept = [chunk('IHDR', 1), chunk('IDAT', 2), chunk('IEND')];
    const dirty = [...signature, ...kept[0]!, ...chunk('iCCP', 9), ...kept[1]!, ...chunk('tEXt', 8), ...kept[2]!];
    expect([...cleanPhoto(Uint8Array.from(dirty), 'png')]).toEqual([...signature, ...kept.flat()]);
  });

  it('keeps of a WebP what shows it, and its header only where it is transparent', () => {
    const header = riff('VP8X', 0x20, 0, 0, 0, 1, 0, 0, 1, 0, 0);
    const dirty = (...more: number[]): Uint8Array =>
      Uint8Array.from([...riff('RIFF').slice(0, 8), ...text('WEBP'), ...header, ...riff('ICCP', 7, 7), ...more]);
    const opaque = cleanPhoto(dirty(...riff('VP8 ', 1, 2)), 'webp');
    expect([...opaque]).toEqual([...text('RIFF'), 14, 0, 0, 0, ...text('WEBP'), ...riff('VP8 ', 1, 2)]);
    const clear = cleanPhoto(dirty(...riff('ALPH', 3, 3), ...riff('VP8 ', 1, 2)), 'webp');
    expect(clear[20]).toBe(0x10);
    expect(String.fromCharCode(...clear)).not.toContain('ICCP');
  });

  it('refuses parts that reach beyond the file', () => {
    expect(() =>
      cleanPhoto(Uint8Array.from([...text('\x89PNG\r\n\x1a\n'), 0, 0, 9, 9, ...text('IDAT')]), 'png'),
    ).toThrow(RangeError);
  });
});
