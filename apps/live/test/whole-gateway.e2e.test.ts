import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClipServer, parseConfig, Secret, startGateway, type RunningGateway } from '@passerby/live';
import { writeClip } from '@passerby/street';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../scripts/launch-chromium.ts';

const password = 'p@ss/w:rd?#&é';
const user = 'viewer';

let folder: string;
let cameras: ClipServer;
let gateway: RunningGateway;
let browser: Browser;
let page: Page;
/** Everything that the page was given as text, and everything that the gateway noted. */
const said: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-whole-'));
  const path = join(folder, 'street.mp4');
  await writeClip(path, { seed: 'whole', fps: 10, seconds: 8, likeCamera: true, crf: 23 });
  cameras = await serve(path, 0);
  const config = parseConfig(
    `listen: { web: "127.0.0.1:0", rtsp: "127.0.0.1:0" }
cameras:
  - { name: gate, source: "rtsp://${user}:\${GATE_PASSWORD}@127.0.0.1:${cameras.address.port}/cam?token=path-secret", text: none, looksPerSecond: 3, lookWithinSeconds: 1 }
`,
    { fileName: 'passerby.yaml', folder, environment: { GATE_PASSWORD: password } },
  );
  gateway = await startGateway(config, { onNote: (note) => said.push(note) });
  browser = await launchChromium();
  page = await browser.newPage();
  page.on('console', (message) => said.push(message.text()));
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload === 'string') said.push(payload);
    }),
  );
  await page.goto(gateway.webUrl ?? '');
});

afterAll(async () => {
  await browser?.close();
  await gateway?.[Symbol.asyncDispose]();
  await cameras?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function serve(path: string, port: number): Promise<ClipServer> {
  const access = { user, password: new Secret(password) };
  return ClipServer.start([{ name: 'cam', path }], { listen: { host: '127.0.0.1', port }, access });
}

const state = (): Promise<string | null> => page.textContent('.state');
const playedSeconds = (): Promise<number> =>
  page.evaluate(() => document.querySelector<HTMLVideoElement>('.mse')?.currentTime ?? 0);
/** Another test file may be using the machine. */
const patience = { timeout: 120_000, interval: 500 };

describe('a gateway as it is started', () => {
  it('shows its camera on the page, which logs in with a password of any characters', async () => {
    await expect.poll(state, patience).toBe('live');
    const before = await playedSeconds();
    await expect.poll(playedSeconds, patience).toBeGreaterThan(before + 2);
    const snapshot = async (): Promise<unknown> => {
      const { status, headers } = await fetch(`${gateway.webUrl}/cameras/gate/snapshot.jpg`);
      return [status, headers.get('content-type')];
    };
    await expect.poll(snapshot, patience).toEqual([200, 'image/jpeg']);
  });

  it('goes on playing a card when the camera is gone, and the camera when it is back', async () => {
    const { port } = cameras.address;
    await cameras[Symbol.asyncDispose]();
    await expect.poll(state, patience).toBe('offline');
    const before = await playedSeconds();
    await expect.poll(playedSeconds, patience).toBeGreaterThan(before + 2);
    cameras = await serve(join(folder, 'street.mp4'), port);
    await expect.poll(state, patience).toBe('live');
  });

  it('says no credential anywhere', async () => {
    for (const path of ['/healthz', '/metrics', '/']) said.push(await (await fetch(`${gateway.webUrl}${path}`)).text());
    const text = said.join('\n');
    expect(text).toContain('"name":"gate"');
    for (const secret of [password, encodeURIComponent(password), 'path-secret']) expect(text).not.toContain(secret);
  });
});
