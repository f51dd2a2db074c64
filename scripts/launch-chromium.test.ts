import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { ensureDebianPackages } from './ensure-debian-packages.ts';
import { launchChromium } from './launch-chromium.ts';

describe('launchChromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  }, 300_000);
  afterAll(() => browser?.close());

  it('opens a browser that shows pages and knows H.264 in fMP4', async () => {
    const page = await browser.newPage();
    await page.setContent('<title>Street</title>');
    const isSupported = await page.evaluate(() => MediaSource.isTypeSupported('video/mp4; codecs="avc1.42c01f"'));
    expect([await page.title(), isSupported]).toEqual(['Street', true]);
  });
});

describe('ensureDebianPackages', () => {
  it('says which packages could not be installed', async () => {
    await expect(
      ensureDebianPackages([{ file: '/nonexistent/file', packages: ['--simulate', 'passerby-no-such-package'] }]),
    ).rejects.toThrow('passerby-no-such-package with apt-get');
  });

  it('does nothing where the file is there already', async () => {
    await expect(
      ensureDebianPackages([{ file: '/', packages: ['passerby-no-such-package'] }]),
    ).resolves.toBeUndefined();
  });
});
