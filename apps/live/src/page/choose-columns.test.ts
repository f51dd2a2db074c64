import { describe, expect, it } from 'vitest';
import { chooseColumns } from './choose-columns.ts';

const rest = { gap: 8, captionHeight: 36, minTileWidth: 280 };

describe('chooseColumns', () => {
  it('puts two cameras side by side on a wide screen and above each other on a phone', () => {
    expect(chooseColumns(2, { width: 1264, height: 700, ...rest })).toEqual({ columns: 2, tileWidth: 628 });
    expect(chooseColumns(2, { width: 344, height: 700, ...rest })).toEqual({ columns: 1, tileWidth: 344 });
  });

  it('fits one camera into the height', () => {
    const { columns, tileWidth } = chooseColumns(1, { width: 3824, height: 1000, ...rest });
    expect([columns, tileWidth]).toEqual([1, Math.floor((1000 - 36) * (16 / 9))]);
  });

  it('shows many without scrolling where they are large enough', () => {
    expect(chooseColumns(16, { width: 3824, height: 2080, ...rest }).columns).toBe(4);
    expect(chooseColumns(9, { width: 1904, height: 1000, ...rest }).columns).toBe(3);
  });

  it('lets the page scroll where they would get too small', () => {
    expect(chooseColumns(16, { width: 344, height: 700, ...rest })).toEqual({ columns: 1, tileWidth: 344 });
    expect(chooseColumns(64, { width: 1264, height: 700, ...rest })).toEqual({ columns: 4, tileWidth: 310 });
  });
});
