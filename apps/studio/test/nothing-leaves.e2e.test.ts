import { rm } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../scripts/launch-chromium.ts';
import { buildSite, openCollector, openStudio, type Collector } from './open-studio.ts';

// Code in the page that wants to send something anywhere cannot: tried from the page, from a worker, over WebRTC and by navigation.

let site: string;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([buildSite('double'), launchChromium()]);
});

afterAll(async () => {
  await browser.close();
  await rm(site, { recursive: true });
});

/** Tries every way out of a page that stays where it is. */
async function tryFromPage(page: Page, { address }: Collector): Promise<void> {
  await page.evaluate(async (to) => {
    const add = (tag: string, fields: Record<string, string>): void => {
      document.body.append(Object.assign(document.createElement(tag), fields));
    };
    const attempts: (() => unknown)[] = [
      () => fetch(`${to}/fetch`, { mode: 'no-cors' }),
      () => navigator.sendBeacon(`${to}/beacon`, 'x'),
      () => {
        const request = new XMLHttpRequest();
        request.open('GET', `${to}/xhr`);
        request.send();
      },
      () => new WebSocket(`${to.replace('http', 'ws')}/socket`),
      () => new EventSource(`${to}/events`),
      () => import(`${to}/import`),
      () => add('img', { src: `${to}/image` }),
      () => add('script', { src: `${to}/script` }),
      () => add('link', { rel: 'stylesheet', href: `${to}/style` }),
      () => add('link', { rel: 'prefetch', href: `${to}/prefetch` }),
      () => add('iframe', { src: `${to}/frame` }),
      () => add('video', { src: `${to}/video` }),
      () => add('object', { data: `${to}/object` }),
      () => new Worker(`${to}/worker`),
    ];
    await Promise.allSettled(attempts.map(async (attempt) => attempt()));
  }, address);
  await page.waitForTimeout(800);
}

async function tryFromWorker(page: Page, { address }: Collector): Promise<void> {
  await page.evaluate(
    (to) =>
      new Promise((resolve) => {
        const worker = new Worker('./leaky-worker.js');
        worker.addEventListener('message', resolve);
        worker.addEventListener('error', resolve);
        worker.postMessage(to, []);
      }),
    address,
  );
  await page.waitForTimeout(500);
}

async function tryByWebRtc(page: Page, { stunAddress }: Collector): Promise<void> {
  await page.evaluate(async (urls) => {
    const connection = new RTCPeerConnection({ iceServers: [{ urls }] });
    connection.createDataChannel('x');
    await connection.setLocalDescription(await connection.createOffer());
  }, stunAddress);
  await page.waitForTimeout(1500);
}

async function tryByNavigation(page: Page, { address }: Collector): Promise<void> {
  await page.evaluate((to) => {
    open(`${to}/window`);
    const form = Object.assign(document.createElement('form'), { action: `${to}/form`, method: 'post' });
    document.body.append(form);
    form.submit();
    location.href = `${to}/navigation`;
  }, address);
  await page.waitForTimeout(800);
}

const ways = { tryFromPage, tryFromWorker, tryByWebRtc, tryByNavigation };

describe.each([
  ['from a host that sends the headers', { hasHeaders: true, hasServiceWorker: false }],
  ['from a host that sends none, once the service worker is there', { hasHeaders: false, hasServiceWorker: true }],
])('%s', (_, host) => {
  it.each(Object.entries(ways))('nothing leaves: %s', async (_way, tryIt) => {
    await using collector = await openCollector();
    await using studio = await openStudio(site, { browser, ...host });
    if (host.hasServiceWorker) {
      await studio.page.waitForSelector('.offline.is-ready');
      await studio.page.waitForFunction(() => crossOriginIsolated);
    }
    await tryIt(studio.page, collector);
    expect(collector.visits).toEqual([]);
  });
});

describe('without headers and service worker', () => {
  it.each(Object.entries(ways))('the collector would see it: %s', async (_, tryIt) => {
    await using collector = await openCollector();
    await using studio = await openStudio(site, { browser, hasHeaders: false, hasServiceWorker: false });
    await tryIt(studio.page, collector);
    expect(collector.visits.length).toBeGreaterThan(0);
  });
});
