import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ClipServer, parseConfig, startGateway, type RunningGateway } from '@passerby/live';
import { writeClip } from '@passerby/street';
import { chromium, type Browser, type Page } from 'playwright-core';
import { summarizeDelays, type DelaySummary } from './summarize-delays.ts';
import { matchPictures, type ReceivedPicture, type ShownPicture } from './match-pictures.ts';

const transports = ['mse', 'webrtc'] as const;
type Transport = (typeof transports)[number];

/** What `npm run bench -- live-page` takes. */
interface LivePageSettings {
  readonly seconds: number;
  readonly holdBackSeconds: number;
  readonly modelsDir: string | undefined;
  readonly out: string;
}

interface TransportResult {
  readonly transport: Transport;
  /** From the camera's picture reaching the gateway to its hidden copy being shown. */
  readonly toScreen: DelaySummary;
  /** From the page's opening to its first picture over this transport. */
  readonly firstPictureSeconds: number;
}

/**
 * How long a picture takes from the gateway's receiving it to the screen, over MSE and over WebRTC, for one camera of 1280 x 720 at 15 fps on a
 * drawn street; and how much of that is the gateway's own. Times of receiving come from the stream's packets, those of showing from
 * Chromium's `requestVideoFrameCallback`: the page's own figures are not used. Prints a table and writes JSON.
 */
export async function runLivePage(argv: readonly string[]): Promise<void> {
  const settings = parseSettings(argv);
  const folder = await mkdtemp(join(tmpdir(), 'passerby-live-page-'));
  try {
    const path = join(folder, 'street.mp4');
    await writeClip(path, {
      seed: 'live page',
      width: 1280,
      height: 720,
      fps: 15,
      seconds: 12,
      likeCamera: true,
      crf: 23,
    });
    await using cameras = await ClipServer.start([{ name: 'cam', path }], { listen: { host: '127.0.0.1', port: 0 } });
    await using gateway = await startGateway(configure(cameras.urlOf('cam'), settings, folder), {
      modelsDir: settings.modelsDir,
    });
    await untilLive(gateway);
    const { gatewayDelays, results } = await measure(gateway, settings);
    const summary = {
      gateway: gatewayDelays,
      transports: results,
      load: loadavg(),
    };
    await mkdir(dirname(settings.out), { recursive: true });
    const { seconds, holdBackSeconds } = settings;
    const result = { bench: 'live-page', settings: { seconds, holdBackSeconds }, summary };
    await writeFile(settings.out, `${JSON.stringify(result, undefined, 2)}\n`);
    print('gateway alone', gatewayDelays);
    for (const { transport, toScreen, firstPictureSeconds } of results) {
      print(`to the screen, ${transport} (first picture ${firstPictureSeconds.toFixed(2)} s)`, toScreen);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function parseSettings(argv: readonly string[]): LivePageSettings {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seconds: { type: 'string', default: '20' },
      'hold-back': { type: 'string', default: '0.3' },
      'models-dir': { type: 'string' },
      out: { type: 'string', default: join('results', 'live-page.json') },
    },
  });
  return {
    seconds: Number(values.seconds),
    holdBackSeconds: Number(values['hold-back']),
    modelsDir: values['models-dir'],
    out: values.out,
  };
}

function configure(
  source: string,
  { holdBackSeconds }: LivePageSettings,
  folder: string,
): ReturnType<typeof parseConfig> {
  const text = JSON.stringify({
    listen: { web: '127.0.0.1:0', rtsp: '127.0.0.1:0' },
    cameras: [{ name: 'gate', source, text: 'none', holdBackSeconds }],
  });
  return parseConfig(text, { fileName: 'bench', folder, environment: {} });
}

async function untilLive(gateway: RunningGateway): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (gateway.cameras[0]?.status.state === 'live') return;
    await delay(100);
  }
  throw new Error('Expected a live camera within a minute.');
}

async function measure(
  gateway: RunningGateway,
  { seconds }: LivePageSettings,
): Promise<{ readonly gatewayDelays: DelaySummary; readonly results: readonly TransportResult[] }> {
  const received: ReceivedPicture[] = [];
  const gatewayDelays: number[] = [];
  const mount = gateway.cameras[0]?.mount;
  if (!mount) throw new Error('Expected a camera.');
  using subscription = mount.subscribe({ fromNextKeyFrame: true });
  const listening = (async (): Promise<void> => {
    for await (const packet of subscription) {
      if (packet.receivedAtMs === undefined) continue;
      received.push({ seconds: packet.seconds, receivedAtMs: packet.receivedAtMs });
      gatewayDelays.push(Date.now() - packet.receivedAtMs);
    }
  })();
  const results: TransportResult[] = [];
  const browser = await chromium.launch({
    executablePath: process.env['PASSERBY_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    for (const transport of transports) {
      const { shown, firstPictureSeconds } = await watch(browser, gateway.webUrl ?? '', transport, seconds);
      results.push({ transport, firstPictureSeconds, toScreen: summarizeDelays(matchPictures(shown, received)) });
    }
  } finally {
    await browser.close();
  }
  subscription[Symbol.dispose]();
  await listening;
  return { gatewayDelays: summarizeDelays(gatewayDelays), results };
}

async function watch(
  browser: Browser,
  url: string,
  transport: Transport,
  seconds: number,
): Promise<{ readonly shown: readonly ShownPicture[]; readonly firstPictureSeconds: number }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.addInitScript(`localStorage.setItem('passerby.transport', '${transport}')`);
  const openedMs = performance.now();
  await page.goto(url);
  await page.locator(`.tile[data-transport="${transport}"]`).waitFor({ timeout: 30_000 });
  const firstPictureSeconds = (performance.now() - openedMs) / 1000;
  // What is behind at first is run in.
  await delay(5000);
  const shown = await record(page, transport, seconds);
  await page.close();
  return { shown, firstPictureSeconds };
}

function record(page: Page, transport: Transport, seconds: number): Promise<ShownPicture[]> {
  return page.evaluate(
    // Runs in the page, which this project's compiler knows nothing of.
    `new Promise((resolve) => {
      const video = document.querySelector('.${transport}');
      const shown = [];
      const take = (nowMs, { mediaTime, rtpTimestamp, expectedDisplayTime }) => {
        const seconds = ${transport === 'webrtc' ? 'rtpTimestamp / 90000' : 'mediaTime'};
        shown.push({ seconds, shownAtMs: performance.timeOrigin + Math.max(nowMs, expectedDisplayTime) });
        if (performance.now() - startedMs < ${seconds * 1000}) video.requestVideoFrameCallback(take);
        else resolve(shown);
      };
      const startedMs = performance.now();
      video.requestVideoFrameCallback(take);
    })`,
  );
}

function print(name: string, { count, medianMs, p95Ms }: DelaySummary): void {
  process.stdout.write(`${name}: ${count} pictures, p50 ${medianMs.toFixed(0)} ms, p95 ${p95Ms.toFixed(0)} ms\n`);
}
