import { describe, expect, it } from 'vitest';
import { av1Configuration, cleanAv1Sample } from './av1-sample.ts';
import { cleanH264Sample } from './h264-sample.ts';
import { joinBytes } from './mp4-box.ts';

const unit = (...bytes: number[]): number[] => [0, 0, 0, bytes.length, ...bytes];

describe('a sample of H.264', () => {
  it('loses supplemental information, delimiters and filler, and nothing else', () => {
    const sample = Uint8Array.from([
      ...unit(9, 1),
      ...unit(6, 5, 4),
      ...unit(0x67, 1),
      ...unit(0x65, 7, 8),
      ...unit(12),
    ]);
    expect(joinBytes(cleanH264Sample(sample))).toEqual(Uint8Array.from([...unit(0x67, 1), ...unit(0x65, 7, 8)]));
  });

  it('is refused where a unit reaches beyond it', () => {
    expect(() => cleanH264Sample(Uint8Array.from([0, 0, 0, 9, 0x65, 1]))).toThrow(RangeError);
  });
});

describe('a sample of AV1', () => {
  const delimiter = [0x12, 0];
  const sequence = [0x0a, 11, 0, 0, 0, 0x40, 0x3c, 0xff, 0xbc, 0x4a, 0xf9, 0, 0x40];
  const metadata = [0x2a, 2, 1, 2];
  const frame = [0x32, 3, 9, 9, 9];

  it('loses delimiters and metadata', () => {
    const sample = Uint8Array.from([...delimiter, ...sequence, ...metadata, ...frame]);
    expect(joinBytes(cleanAv1Sample(sample))).toEqual(Uint8Array.from([...sequence, ...frame]));
  });

  it('gives the configuration of its stream', () => {
    const sample = Uint8Array.from([...delimiter, ...sequence, ...frame]);
    expect([...av1Configuration(sample)]).toEqual([0x81, 0x08, 0x0c, 0, ...sequence]);
  });

  it('is refused where a unit reaches beyond it', () => {
    expect(() => cleanAv1Sample(Uint8Array.from([0x32, 9, 1]))).toThrow(RangeError);
  });
});
