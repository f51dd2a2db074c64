import { chromium, type Browser } from 'playwright-core';
import { ensureDebianPackages } from './ensure-debian-packages.ts';

/** Debian's Chromium; `PASSERBY_CHROMIUM` names another one, which is then never installed. */
export const chromiumPath: string = process.env['PASSERBY_CHROMIUM'] ?? '/usr/bin/chromium';

/** For a browser that runs as root without a screen, and talks to nobody of its own accord. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Makes sure that {@link chromiumPath} is there, with a font that its pages can be read in. */
export async function ensureChromium(): Promise<void> {
  if (process.env['PASSERBY_CHROMIUM'] !== undefined) return;
  await ensureDebianPackages([
    { file: chromiumPath, packages: ['chromium'] },
    { file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', packages: ['fonts-dejavu-core'] },
  ]);
}

/** Opens a headless Chromium; close it in `afterAll`. `flags` come after {@link chromiumFlags}. */
export async function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  await ensureChromium();
  return chromium.launch({ executablePath: chromiumPath, headless: true, args: [...chromiumFlags, ...flags] });
}
