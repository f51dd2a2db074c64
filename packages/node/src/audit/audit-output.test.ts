import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeClip } from '@passerby/street';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLEAN_FILES, FILE_WITH_SOUND } from '../../test/audit/clean-files.ts';
import { writeUnhidden } from '../../test/audit/write-unhidden.ts';
import { auditOutput } from './audit-output.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-outputs-'));
  await writeClip(join(folder, 'clip.mp4'), {
    seed: 'audit',
    width: 160,
    height: 96,
    fps: 10,
    seconds: 1,
    sound: true,
  });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Every pixel another colour; the fourth channel is transparency. */
function drawNoise(channels: 3 | 4, seed = 7919): Sharp {
  const [width, height] = [61, 47];
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * seed) % 251);
  return sharp(data, { raw: { width, height, channels } });
}

async function drawAnimation(): Promise<Sharp> {
  const pages = await Promise.all([7919, 104_729, 1_299_709].map((seed) => drawNoise(4, seed).png().toBuffer()));
  return sharp(pages, { join: { animated: true } });
}

describe('auditOutput', () => {
  const photos: Readonly<Record<string, () => Sharp | Promise<Sharp>>> = {
    'photo.jpg': () =>
      drawNoise(3)
        .withExif({ IFD0: { Artist: 'someone' } })
        .jpeg(),
    'progressive.jpg': () => drawNoise(3).jpeg({ progressive: true }),
    'grey.jpg': () => drawNoise(3).greyscale().jpeg(),
    'photo.png': () => drawNoise(3).withMetadata({ density: 300 }).png(),
    'palette.png': () => drawNoise(4).png({ palette: true }),
    'photo.tif': () => drawNoise(3).tiff(),
    'photo.webp': () => drawNoise(3).webp(),
    'transparent.webp': () => drawNoise(4).webp({ lossless: true }),
    'animation.webp': async () => (await drawAnimation()).webp({ loop: 2, delay: [40, 50, 60] }),
    'animation.gif': async () => (await drawAnimation()).gif({ loop: 0, delay: [40, 50, 60] }),
  };

  for (const [name, draw] of Object.entries(photos)) {
    test(`releases what is written for ${name}`, async () => {
      const input = join(folder, name);
      await (await draw()).toFile(input);
      const { kind, output } = await writeUnhidden(input);
      expect(kind).toBe(name.startsWith('animation') ? 'animation' : 'photo');
      expect(await auditOutput(output, { kind, audio: 'drop' })).toEqual([]);
    });
  }

  for (const quality of ['small', 'default', 'fast'] as const) {
    test(`releases a video of ${quality} quality`, async () => {
      const { kind, output } = await writeUnhidden(join(folder, 'clip.mp4'), { quality });
      expect(await auditOutput(output, { kind, audio: 'drop' })).toEqual([]);
    });
  }

  test('holds back an output with a byte too many, whatever it is', async () => {
    const { kind, output } = await writeUnhidden(join(folder, 'clip.mp4'));
    await appendFile(output, Buffer.from([0]));
    expect(await auditOutput(output, { kind, audio: 'drop' })).not.toEqual([]);
  });

  test('allows sound only where it was asked for', async () => {
    const file = join(folder, 'sound.mp4');
    await writeFile(file, FILE_WITH_SOUND);
    expect(await auditOutput(file, { kind: 'video', audio: 'keep' })).toEqual([]);
    const findings = await auditOutput(file, { kind: 'video', audio: 'drop' });
    expect(findings.map(({ kind }) => kind)).toContain('sound');
  });

  test('holds back media of another kind than expected', async () => {
    const file = join(folder, 'animation');
    await writeFile(file, CLEAN_FILES['an animated WebP']!);
    expect(await auditOutput(file, { kind: 'animation', audio: 'drop' })).toEqual([]);
    expect(await auditOutput(file, { kind: 'photo', audio: 'drop' })).not.toEqual([]);
    expect(await auditOutput(file, { kind: 'video', audio: 'drop' })).not.toEqual([]);
  });

  test('calls everything a leak that it finds in an output', async () => {
    const file = join(folder, 'fill-byte.jpg');
    await writeFile(
      file,
      Buffer.concat([CLEAN_FILES['a JPEG']!.subarray(0, 2), Buffer.from([0xff]), CLEAN_FILES['a JPEG']!.subarray(2)]),
    );
    const findings = await auditOutput(file, { kind: 'photo', audio: 'drop' });
    expect(findings.map(({ severity }) => severity)).toEqual(['leak']);
  });
});
