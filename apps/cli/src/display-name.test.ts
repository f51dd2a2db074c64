import { describe, expect, it } from 'vitest';
import { displayName } from './display-name.ts';

describe('displayName', () => {
  it('leaves ordinary names alone', () => {
    for (const name of ['a b.jpg', 'été/ありがとう.mp4', '-x "quoted".jpg', '😀.png'])
      expect(displayName(name)).toBe(name);
  });

  it('escapes what would act on a terminal or turn the writing', () => {
    expect(displayName('a\nb.jpg')).toBe('"a\\u{a}b.jpg"');
    expect(displayName('gpj.\u202Eexe')).toBe('"gpj.\\u{202e}exe"');
  });
});
