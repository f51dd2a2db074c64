import { describe, expect, it } from 'vitest';
import { latin1, mp4FullBox, uint16, uint32, uint64 } from './mp4-box.ts';

describe('boxes', () => {
  it('say their size, their type, their version and flags', () => {
    expect([...mp4FullBox('abcd', 1, 0x20003, uint16(0x0405))]).toEqual([
      0,
      0,
      0,
      14,
      ...latin1('abcd'),
      1,
      2,
      0,
      3,
      4,
      5,
    ]);
  });

  it('hold negative numbers in two complements', () => {
    expect([...uint32(-2)]).toEqual([0xff, 0xff, 0xff, 0xfe]);
  });

  it.each([
    ['16 bits', () => uint16(65_536)],
    ['32 bits', () => uint32(2 ** 32)],
    ['32 bits', () => uint32(Number.NaN)],
    ['64 bits', () => uint64(2 ** 64)],
  ])('refuse what does not fit into %s', (_, write) => {
    expect(write).toThrow(RangeError);
  });
});
