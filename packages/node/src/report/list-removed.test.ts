import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeRemoved } from '@passerby/engine';
import { FF_ENCODER_MJPEG } from 'node-av/constants';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTestClip } from '../../test/write-test-clip.ts';
import { sharp } from '../photo/configured-sharp.ts';
import { listRemoved } from './list-removed.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-receipt-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const plain = (): ReturnType<typeof sharp> =>
  sharp({ create: { width: 32, height: 32, channels: 3, background: 'red' } });

describe('the receipt', () => {
  it('names kinds of things in the words of people, the most telling first', () => {
    expect(describeRemoved(['gps-like', 'exif', 'thumbnail', 'sound'])).toBe(
      'Removed: GPS-like data, camera data (EXIF), thumbnails, sound.',
    );
    expect(describeRemoved([])).toBeUndefined();
  });

  it('lists what a photo holds besides its picture', async () => {
    const file = join(folder, 'photo.jpg');
    const exif = { IFD0: { Make: 'Drawn' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 30/1' } };
    const bytes = await plain().withExif(exif).withIccProfile('p3').jpeg().toBuffer();
    await writeFile(file, Buffer.concat([bytes, Buffer.from('PK\x03\x04 and whatever else somebody put here')]));
    const removed = await listRemoved(file, { media: 'photo', audio: 'drop' });
    expect(removed).toEqual(expect.arrayContaining(['gps-like', 'exif', 'icc', 'trailing-data']));
    expect(removed).not.toContain('sound');
  });

  it('lists sound where it is dropped, in containers that the audit walks and in others', async () => {
    for (const name of ['clip.mp4', 'clip.mkv']) {
      const file = join(folder, name);
      writeTestClip(file, {}, { seconds: 0.5 });
      expect(await listRemoved(file, { media: 'video', audio: 'drop' })).toContain('sound');
      expect(await listRemoved(file, { media: 'video', audio: 'keep' })).not.toContain('sound');
    }
  });

  it('takes the pictures of an M-JPEG video for its frames and not for thumbnails', async () => {
    const file = join(folder, 'clip.avi');
    writeTestClip(file, { codec: FF_ENCODER_MJPEG, pixelFormat: 'yuvj420p' });
    expect(await listRemoved(file, { media: 'video', audio: 'drop' })).not.toContain('thumbnail');
  });

  it('lists nothing for a file that is no more than its picture', async () => {
    const file = join(folder, 'plain.png');
    await writeFile(file, await plain().png().toBuffer());
    expect(await listRemoved(file, { media: 'photo', audio: 'drop' })).toEqual([]);
  });
});
