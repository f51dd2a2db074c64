import { describe, expect, it } from 'vitest';
import { matchPictures } from './match-pictures.ts';

describe('matchPictures', () => {
  it('finds each picture by its time in the stream, and leaves out what was never received', () => {
    const received = [
      { seconds: 1, receivedAtMs: 100 },
      { seconds: 1.0667, receivedAtMs: 170 },
    ];
    const shown = [
      { seconds: 1.06671, shownAtMs: 500 },
      { seconds: 1, shownAtMs: 430 },
      { seconds: 7, shownAtMs: 900 },
    ];
    expect(matchPictures(shown, received)).toEqual([330, 330]);
  });
});
