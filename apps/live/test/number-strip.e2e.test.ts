import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hideFile } from '@passerby/node';
import { readMark, readRgbFrames } from '@passerby/street';
import { expect, it } from 'vitest';
import { filmStreet } from './film-street.ts';

it.each([640, 1280])(
  'the strip with the number of a frame is left alone by the text finder, %d pixels wide',
  async (width) => {
    const folder = await mkdtemp(join(tmpdir(), 'passerby-strip-'));
    try {
      const { path } = await filmStreet(folder, 'strip', { seconds: 2, width, height: (width * 9) / 16 });
      const output = join(folder, 'hidden.mp4');
      const { totals } = await hideFile(path, output, { text: 'all', verify: false });
      const marks = [...readRgbFrames(output)].map(readMark);
      expect(marks).toEqual(marks.map((_, index) => index));
      expect(marks).toHaveLength(30);
      // The text finder did look, and found other things.
      expect(totals.texts).not.toBe('0');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
