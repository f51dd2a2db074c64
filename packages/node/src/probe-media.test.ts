import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTestClip } from '../test/write-test-clip.ts';
import { probeMedia } from './probe-media.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-probe-'));
});
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const picture = (): ReturnType<typeof sharp> =>
  sharp({ create: { width: 32, height: 32, channels: 3, background: '#456' } });

describe('what a file is', () => {
  it.each(['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)('a photo, under any name: %s', async (format) => {
    await picture()
      .toFormat(format)
      .toFile(at(`${format}.mp4`));
    expect(await probeMedia(at(`${format}.mp4`))).toBe('photo');
  });

  it('a photo, with a clip in its tail', async () => {
    writeTestClip(at('tail.mp4'), {});
    await writeFile(
      at('motion.jpg'),
      Buffer.concat([await picture().jpeg().toBuffer(), await readFile(at('tail.mp4'))]),
    );
    expect(await probeMedia(at('motion.jpg'))).toBe('photo');
  });

  it('an animation, where a GIF holds several pictures', async () => {
    writeTestClip(at('moving.gif'), { codec: 'gif' as never, pixelFormat: 'rgb8' });
    expect(await probeMedia(at('moving.gif'))).toBe('animation');
    await picture().gif().toFile(at('still.gif'));
    expect(await probeMedia(at('still.gif'))).toBe('photo');
  });

  it.each(['mp4', 'mkv', 'ts', 'avi', 'h264'])('a video, under any name: %s', async (ending) => {
    writeTestClip(at(`clip.${ending}`), {});
    await rename(at(`clip.${ending}`), at(`${ending}.jpg`));
    expect(await probeMedia(at(`${ending}.jpg`))).toBe('video');
  });

  it('a video, where its index is gone', async () => {
    writeTestClip(at('whole.mp4'), {});
    const bytes = await readFile(at('whole.mp4'));
    await writeFile(at('headless.mp4'), bytes.subarray(0, bytes.indexOf('moov')));
    expect(await probeMedia(at('headless.mp4'))).toBe('video');
  });

  it('sound alone', async () => {
    writeTestClip(at('sound.mp4'), [], { seconds: 0.5 });
    expect(await probeMedia(at('sound.mp4'))).toBe('audio-only');
  });

  it.each([
    { name: 'nothing', content: Buffer.alloc(0) },
    { name: 'text', content: Buffer.from('words and words\n'.repeat(400)) },
    { name: 'noise', content: Buffer.from(Array.from({ length: 20_000 }, (_, i) => (i * i * 2_654_435_761) >>> 24)) },
    { name: 'a playlist', content: Buffer.from('#EXTM3U\n#EXTINF:1,\nwhole.mp4\n') },
  ])('no media: $name, though it is called a video', async ({ name, content }) => {
    await writeFile(at(`${name}.mp4`), content);
    expect(await probeMedia(at(`${name}.mp4`))).toBe('not-media');
  });

  it('an error where it cannot be read', async () => {
    await expect(probeMedia(at('missing.mp4'))).rejects.toThrow(/ENOENT/);
  });
});
