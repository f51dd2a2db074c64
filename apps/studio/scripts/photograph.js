// Makes the pictures of docs/guides/studio.md: the studio at work on a drawn street. Needs a build and Debian's Chromium.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { findSite } from '../../cli/dist/find-site.js';
import { readSite, serveSite } from '../../cli/dist/site-server.js';
import { writeClip, writePhoto } from '../../../packages/street/dist/main.js';

const images = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'passerby-photograph-'));
const photo = join(folder, 'street.jpg');
const clip = join(folder, 'street.mp4');
await writePhoto(photo, { seed: 'orchard', width: 1280, height: 853, people: 14 });
await writeClip(clip, { seed: 'demo', stratum: 'street', width: 960, height: 540, fps: 25, seconds: 4, sound: true });

const served = await serveSite(await readSite(await findSite(process)), 0);
const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
  executablePath: process.env.PASSERBY_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
  viewport: { width: 1280, height: 800 },
});
try {
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(900_000);
  await page.goto(`${served.address}?save=download`);
  await page.waitForSelector('.offline.is-ready');
  await page.setInputFiles('input[type=file]', [photo, clip]);
  await page.locator('.file.is-ready').nth(1).waitFor();
  const shoot = async (name, width, height, { clip: isClip, isDark = false }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' });
    await page
      .locator('.file-main')
      .nth(isClip ? 1 : 0)
      .click();
    await page.locator('.row-main').nth(1).click();
    await page.waitForTimeout(6000);
    await sharp(await page.screenshot())
      .webp({ quality: 82 })
      .toFile(join(images, `studio-${name}.webp`));
  };
  await shoot('photo', 1280, 800, { clip: false, isDark: true });
  await shoot('video', 1280, 800, { clip: true });
  await shoot('phone', 360, 740, { clip: true });
  await shoot('wide', 2560, 1440, { clip: true });
} finally {
  await context.close();
  await served.close();
  await rm(folder, { recursive: true });
}
