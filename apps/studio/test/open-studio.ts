import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { chromiumFlags, chromiumPath, ensureChromium } from '../../../scripts/launch-chromium.ts';
import { readSite, serveSite, type ServedSite } from '../../cli/dist/site-server.js';

const studio = fileURLToPath(new URL('..', import.meta.url));

/** Builds the site into a folder of its own: `double` with the job that needs no models, `production` as it is published. */
export async function buildSite(mode: 'double' | 'production'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'passerby-studio-'));
  const vite = join(studio, '..', '..', 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--mode', mode, '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
  await promisify(execFile)(process.execPath, args, { cwd: studio });
  return folder;
}

/** A page of the studio in a browser with a profile of its own, and what it did. */
export interface OpenedStudio extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly served: ServedSite;
  /** Addresses of other hosts that were asked for. */
  readonly foreignRequests: string[];
  /** Violations of the content policy, and errors that nobody caught. */
  readonly complaints: string[];
}

/** How a site is opened. */
export interface OpenOptions {
  /** A private window of this browser, which is quick; absent: a browser of its own with a profile on disk, as private windows keep files in memory. */
  readonly browser?: Browser | undefined;
  readonly query?: string | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Whether it is a phone's. Only in private windows. Default false. */
  readonly hasTouch?: boolean | undefined;
  /** Whether the host sends the headers. Default true. */
  readonly hasHeaders?: boolean | undefined;
  /** Whether there is a service worker. Default true. */
  readonly hasServiceWorker?: boolean | undefined;
}

/** Serves a built site and opens it. */
export async function openStudio(site: string, options: OpenOptions = {}): Promise<OpenedStudio> {
  const built = await readSite(site);
  const served = await serveSite(options.hasHeaders === false ? { ...built, headers: {} } : built, 0);
  const profile = await mkdtemp(join(tmpdir(), 'passerby-profile-'));
  const viewport = { width: options.width ?? 1280, height: options.height ?? 800 };
  const context = options.browser
    ? await options.browser.newContext({
        viewport,
        hasTouch: options.hasTouch ?? false,
        isMobile: options.hasTouch ?? false,
        serviceWorkers: options.hasServiceWorker === false ? 'block' : 'allow',
      })
    : await launchWithProfile(profile, viewport);
  const foreignRequests: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(served.address).origin) foreignRequests.push(request.url());
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${served.address}${options.query ?? ''}`);
  return {
    page,
    context,
    served,
    foreignRequests,
    complaints,
    async [Symbol.asyncDispose]() {
      await context.close();
      await served.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** A file for the double job, whose name says what happens. */
export function namedFile(name: string): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: name.endsWith('.mp4') ? 'video/mp4' : 'image/jpeg', buffer: Buffer.from(name) };
}

/** Waits until the page says one of these. */
export async function waitForState(page: Page, ...states: readonly string[]): Promise<string> {
  const state = page.locator('[data-testid=state]');
  for (;;) {
    const text = (await state.textContent()) ?? '';
    if (states.includes(text)) return text;
    await page.waitForTimeout(50);
  }
}

/** Another host that notes whoever comes by, over TCP and UDP. */
export interface Collector extends AsyncDisposable {
  readonly address: string;
  readonly stunAddress: string;
  readonly visits: string[];
}

export async function openCollector(): Promise<Collector> {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'text/javascript' });
    response.end('export {};');
  });
  server.on('upgrade', (request, socket) => {
    visits.push(request.url ?? '');
    socket.destroy();
  });
  const stun = createSocket('udp4');
  stun.on('message', () => visits.push('stun'));
  await Promise.all([
    new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)),
    new Promise<void>((resolve) => stun.bind(0, '127.0.0.1', resolve)),
  ]);
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    stunAddress: `stun:127.0.0.1:${stun.address().port}`,
    visits,
    [Symbol.asyncDispose]() {
      stun.close();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function launchWithProfile(
  profile: string,
  viewport: { readonly width: number; readonly height: number },
): Promise<BrowserContext> {
  await ensureChromium();
  const args = [...chromiumFlags];
  return chromium.launchPersistentContext(profile, { executablePath: chromiumPath, headless: true, args, viewport });
}
