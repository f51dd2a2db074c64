import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { predictMedia } from './predict-media.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-predict-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function predict(name: string, bytes: string | number[]): ReturnType<typeof predictMedia> {
  const path = join(folder, name);
  await writeFile(path, typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes));
  return predictMedia(path);
}

describe('predictMedia', () => {
  it('believes the content more than the name', async () => {
    expect(await predict('a.mp4', '\xff\xd8\xff\xe0 and more')).toMatchObject({ isMedia: true, extensions: ['.jpg'] });
    expect(await predict('b.txt', '\x89PNG\r\n\x1a\n')).toMatchObject({ isMedia: true, extensions: ['.png'] });
    expect(await predict('c', '\0\0\0\x18ftypheic\0\0\0\0mif1')).toMatchObject({ isMedia: true, extensions: ['.jpg'] });
    expect(await predict('d.jpg', '\0\0\0\x18ftypisom\0\0\0\0')).toMatchObject({ isMedia: true, extensions: ['.mp4'] });
    expect(await predict('e.jpg', '\x1a\x45\xdf\xa3')).toMatchObject({ isMedia: true, extensions: ['.mp4'] });
  });

  it('takes a broken or empty file with a media ending for media, so that it is not passed over', async () => {
    expect((await predict('broken.JPG', 'nonsense')).extensions[0]).toBe('.jpg');
    expect((await predict('empty.mov', '')).isMedia).toBe(true);
    expect((await predict('scan.TIF', [0])).extensions[0]).toBe('.png');
  });

  it('takes other files for no media', async () => {
    expect((await predict('notes.txt', 'Dear diary')).isMedia).toBe(false);
    expect((await predict('playlist.m3u8', '#EXTM3U')).isMedia).toBe(false);
    expect((await predict('song.m4a', '\0\0\0\x18ftypM4A \0\0\0\0')).isMedia).toBe(false);
  });
});
