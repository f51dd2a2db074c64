import { readFile } from 'node:fs/promises';
import { Socket } from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchChromium } from '../../../scripts/launch-chromium.ts';
import { startWebServer, type WebServer } from '../src/web/start-web-server.ts';
import { StreetCamera, StreetGateway } from './street-gateway.ts';

let gate: StreetCamera;
let yard: StreetCamera;
let gateway: StreetGateway;
let server: WebServer;
let browser: Browser;
const notes: string[] = [];

beforeAll(async () => {
  [browser, gate, yard] = await Promise.all([
    launchChromium(),
    StreetCamera.open({ name: 'gate' }),
    StreetCamera.open({ name: 'yard' }),
  ]);
  gateway = new StreetGateway([gate, yard]);
  server = await startWebServer(gateway, {
    listen: { host: '127.0.0.1', port: 0 },
    onNote: (note) => notes.push(note),
  });
});

afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
  gate?.[Symbol.dispose]();
  yard?.[Symbol.dispose]();
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  gate.comeBack();
  yard.comeBack();
  if (notes.length > 0) throw new Error(`Expected a gateway without trouble, received: ${notes.join(' ')}`);
});

/** A page, with all that it complains about and all that it contacts. */
async function open(
  options: BrowserContextOptions & {
    readonly transport?: 'webrtc';
    readonly before?: (page: Page) => Promise<unknown>;
  } = {},
): Promise<{ readonly page: Page; readonly complaints: string[]; readonly contacted: Set<string> }> {
  const { transport, before, ...contextOptions } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...contextOptions });
  const page = await context.newPage();
  const complaints: string[] = [];
  const contacted = new Set<string>();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => contacted.add(new URL(request.url()).origin));
  page.on('websocket', (socket) => contacted.add(new URL(socket.url()).origin.replace('ws', 'http')));
  if (transport) await page.addInitScript(() => localStorage.setItem('passerby.transport', 'webrtc'));
  await before?.(page);
  await page.goto(server.url);
  return { page, complaints, contacted };
}

interface Shown {
  readonly transport: string | undefined;
  readonly state: string;
  readonly latencySeconds: number;
  /** Mean brightness of the picture: cards here are dark. */
  readonly brightness: number;
  /** Of the player's own clock. */
  readonly seconds: number;
}

function look(page: Page, name: string): Promise<Shown> {
  return page.evaluate((camera) => {
    const tile = document.querySelector(`#camera-${camera}`)?.closest<HTMLElement>('.tile');
    const { transport } = tile?.dataset ?? {};
    const video = tile?.querySelector<HTMLVideoElement>(transport === 'webrtc' ? '.webrtc' : '.mse');
    const canvas = new OffscreenCanvas(32, 18);
    const context = canvas.getContext('2d');
    if (!tile || !video || !context) throw new Error('Expected a tile.');
    context.drawImage(video, 0, 0, 32, 18);
    const { data } = context.getImageData(0, 0, 32, 18);
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum += data[at + 1] ?? 0;
    return {
      transport,
      state: tile.querySelector('.state')?.textContent ?? '',
      latencySeconds: Number.parseFloat(tile.querySelector('.latency')?.textContent ?? ''),
      brightness: sum / (data.length / 4),
      seconds: video.currentTime,
    };
  }, name);
}

/** Runs in the page: counts what was cleared away and took all that was buffered with it. */
function watchRemovals(): void {
  const counter = globalThis as unknown as { emptied: number };
  counter.emptied = 0;
  const original = Object.getOwnPropertyDescriptor(SourceBuffer.prototype, 'remove')?.value as SourceBuffer['remove'];
  SourceBuffer.prototype.remove = function remove(start: number, end: number): void {
    this.addEventListener('updateend', () => (counter.emptied += this.buffered.length === 0 ? 1 : 0), { once: true });
    original.call(this, start, end);
  };
}

const isStreet = (shown: Shown): boolean => shown.brightness > 70;
/** Other test files may be using the machine. */
const wait = { timeout: 90_000, interval: 200 };

async function expectPlaying(page: Page, name: string, transport: string): Promise<void> {
  await expect
    .poll(async () => look(page, name), wait)
    .toSatisfy((shown: Shown) => shown.transport === transport && isStreet(shown) && shown.latencySeconds < 1.5);
  const { seconds } = await look(page, name);
  await expect.poll(async () => (await look(page, name)).seconds, wait).toBeGreaterThan(seconds + 1);
}

describe('the page', () => {
  it.each(['mse', 'webrtc'] as const)('plays two cameras over %s; one is cut off and comes back', async (transport) => {
    const { page, complaints, contacted } = await open(transport === 'webrtc' ? { transport } : {});
    await expectPlaying(page, 'gate', transport);
    await expectPlaying(page, 'yard', transport);
    expect(await page.textContent('#summary')).toBe('2 cameras, all well');

    yard.cut();
    await expect.poll(async () => look(page, 'yard'), wait).toMatchObject({ state: 'offline', transport });
    await expect.poll(async () => isStreet(await look(page, 'yard')), wait).toBe(false);
    expect(await page.textContent('#camera-yard ~ .reason')).toContain('The camera does not answer, since');
    expect(await page.textContent('#summary')).toBe('2 cameras, 1 offline');
    await expectPlaying(page, 'gate', transport);

    yard.comeBack();
    await expectPlaying(page, 'yard', transport);
    expect(await page.textContent('#summary')).toBe('2 cameras, all well');
    expect(complaints).toEqual([]);
    expect([...contacted]).toEqual([server.url]);
  });

  it('sends WebRTC to this machine alone, and asks nobody for an address', async () => {
    const send = vi.spyOn(Socket.prototype, 'send');
    const lookup = vi.spyOn(dns, 'lookup');
    const { page } = await open({ transport: 'webrtc' });
    await expectPlaying(page, 'gate', 'webrtc');
    const hosts = send.mock.calls.map((call) => call.findLast((argument) => typeof argument === 'string'));
    expect([...new Set(hosts)]).toEqual(['127.0.0.1']);
    expect(lookup.mock.calls.filter(([host]) => host !== '127.0.0.1')).toEqual([]);
    vi.restoreAllMocks();
  });

  it('goes back to MSE where WebRTC is refused', async () => {
    const before = (page: Page): Promise<unknown> => page.route('**/whep', (route) => route.fulfill({ status: 503 }));
    const { page } = await open({ transport: 'webrtc', before });
    await expectPlaying(page, 'gate', 'mse');
  });

  it('goes back to MSE where WebRTC connects to nobody', async () => {
    const before = (page: Page): Promise<unknown> =>
      page.route('**/whep', async (route) => {
        const response = await route.fetch();
        const body = (await response.text()).replace(/ice-pwd:\S+/, `ice-pwd:${'0'.repeat(22)}`);
        await route.fulfill({ response, body });
      });
    const { page } = await open({ transport: 'webrtc', before });
    await expectPlaying(page, 'gate', 'mse');
    await page.waitForTimeout(7000);
    await expectPlaying(page, 'gate', 'mse');
  });

  it('changes between MSE and WebRTC while it plays, and remembers it', async () => {
    const { page } = await open();
    await expectPlaying(page, 'gate', 'mse');
    await page.getByRole('switch', { name: 'WebRTC' }).click();
    await expectPlaying(page, 'gate', 'webrtc');
    await page.reload();
    await expectPlaying(page, 'gate', 'webrtc');
    await page.getByRole('switch', { name: 'WebRTC' }).click();
    await expectPlaying(page, 'gate', 'mse');
  });

  it('jumps to the live edge when over a second behind', async () => {
    const { page } = await open();
    await expectPlaying(page, 'gate', 'mse');
    // A machine that was asleep: the player stands still while pictures go on coming.
    await page.evaluate(async () => {
      const video = document.querySelector<HTMLVideoElement>('.mse');
      if (!video) throw new Error('Expected a video.');
      const standing = setInterval(() => video.pause(), 5);
      await new Promise((resolve) => setTimeout(resolve, 800));
      video.currentTime -= 2.5;
      await new Promise((resolve) => setTimeout(resolve, 200));
      clearInterval(standing);
    });
    await expectPlaying(page, 'gate', 'mse');
    await expect.poll(async () => (await look(page, 'gate')).latencySeconds, wait).toBeLessThan(1);
  });

  it('shows a card that was there long before, and goes on showing it', async () => {
    gate.cut();
    // One key frame, then 15 s of cards that hang on it.
    const length = (): number => gate.mount.lastSeconds - (gate.mount.currentGroup[0]?.seconds ?? 0);
    await expect.poll(length, wait).toBeGreaterThan(6);
    const { page } = await open({ before: (blank) => blank.addInitScript(watchRemovals) });
    const isCard = async (): Promise<boolean> => {
      const { transport, brightness } = await look(page, 'gate');
      return transport === 'mse' && brightness > 20 && brightness < 70;
    };
    await expect.poll(isCard, wait).toBe(true);
    await page.waitForTimeout(4000);
    expect(await isCard()).toBe(true);
    const emptied = await page.evaluate(() => (globalThis as unknown as { emptied: number }).emptied);
    expect(emptied).toBe(0);
  });

  it('says that the gateway is gone, and goes on when it is back', async () => {
    const other = await startWebServer(gateway, { listen: { host: '127.0.0.1', port: 0 }, onNote: () => {} });
    const page = await browser.newPage();
    await page.goto(other.url);
    await expectPlaying(page, 'gate', 'mse');
    await other[Symbol.asyncDispose]();
    await page.getByRole('alert').waitFor();
    const port = Number(new URL(other.url).port);
    await using again = await startWebServer(gateway, { listen: { host: '127.0.0.1', port }, onNote: () => {} });
    await page.getByRole('alert').waitFor({ state: 'hidden' });
    await expectPlaying(page, 'gate', 'mse');
    expect(again.url).toBe(other.url);
    await page.close();
  });

  it('takes up cameras that come and drops those that go', async () => {
    const { page } = await open();
    gateway.cameras = [yard];
    await expect.poll(() => page.locator('.tile').count(), wait).toBe(1);
    gateway.cameras = [gate, yard];
    await expect.poll(() => page.locator('.name').allTextContents(), wait).toEqual(['gate', 'yard']);
    await expectPlaying(page, 'gate', 'mse');
  });

  it('can be used with the keyboard alone', async () => {
    const { page } = await open();
    await page.locator('.tile').nth(1).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Enlarge yard');
    await page.keyboard.press('Enter');
    expect(await page.locator('.tile:visible .name').allTextContents()).toEqual(['yard']);
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('.tile:visible .name').allTextContents()).toEqual(['gate']);
    await expectPlaying(page, 'gate', 'mse');
    await page.keyboard.press('Escape');
    expect(await page.locator('.tile:visible .name').allTextContents()).toEqual(['gate', 'yard']);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Enlarge gate');
  });

  const sizes = [
    { width: 360, height: 740 },
    { width: 1280, height: 720 },
    { width: 3840, height: 2160 },
  ];
  it.each(sizes.flatMap((viewport) => (['light', 'dark'] as const).map((colorScheme) => ({ viewport, colorScheme }))))(
    'has nothing that axe finds, and no sideways scrolling, at $viewport.width px in $colorScheme',
    async (options) => {
      const { page } = await open(options);
      gate.judge('moved');
      yard.cut();
      await expect.poll(async () => (await look(page, 'yard')).state, wait).toBe('offline');
      await expect.poll(async () => (await look(page, 'gate')).state, wait).toBe('camera moved');
      // Not as a script of the page: its policy refuses that.
      await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`);
      });
      expect(violations).toEqual([]);
      const [scrollWidth, clientWidth] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      expect(scrollWidth).toBe(clientWidth);
      gate.judge('ok');
    },
  );
});

/** What a page can get of the gateway's page. */
function reach(page: Page, url: string): Promise<Record<string, string>> {
  return page.evaluate(async (gatewayUrl) => {
    const settle = (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => 'something',
        () => 'nothing',
      );
    const load = (element: HTMLImageElement | HTMLScriptElement): Promise<unknown> =>
      new Promise((resolve, reject) => {
        element.addEventListener('load', resolve);
        element.addEventListener('error', reject);
        document.documentElement.append(element);
      });
    const connect = (path: string): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`${gatewayUrl.replace('http', 'ws')}${path}`);
        socket.addEventListener('open', resolve);
        socket.addEventListener('error', reject);
      });
    return {
      text: await settle(fetch(`${gatewayUrl}/healthz`)),
      opaqueText: await settle(fetch(`${gatewayUrl}/healthz`, { mode: 'no-cors' })),
      picture: await settle(load(Object.assign(new Image(), { src: `${gatewayUrl}/cameras/gate/snapshot.jpg` }))),
      state: await settle(connect('/state')),
      live: await settle(connect('/cameras/gate/live')),
    };
  }, url);
}

describe('a page from elsewhere', () => {
  it('gets nothing: no text, no picture, no socket, no frame', async () => {
    const elsewhere = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end(`<p>elsewhere<iframe src="${server.url}"></iframe>`),
    );
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const page = await browser.newPage();
    // Another port of this machine is another origin, and as near as one can get.
    await page.goto(`http://localhost:${(elsewhere.address() as AddressInfo).port}`, { waitUntil: 'commit' });
    const nothing = { text: 'nothing', opaqueText: 'nothing', picture: 'nothing', state: 'nothing', live: 'nothing' };
    expect(await reach(page, server.url)).toEqual(nothing);
    expect(await page.frames()[1]?.content()).not.toContain('Passerby');
    await page.close();
    elsewhere.close();
  });

  it('would get all of that, were it ours', async () => {
    const { page } = await open();
    const all = {
      text: 'something',
      opaqueText: 'something',
      picture: 'something',
      state: 'something',
      live: 'something',
    };
    expect(await reach(page, server.url)).toEqual(all);
  });
});
