import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ClipServer, parseConfig, startGateway, type RunningGateway } from '@passerby/live';
import { findClearFaces } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultProxy } from './fault-proxy.ts';
import { filmStreet, type FilmedStreet } from './film-street.ts';
import { HiddenRecording } from './hidden-recording.ts';
import { ensureFfmpeg, goFirst, plantedWorkerUrl } from './test-tools.ts';

/** The camera sends again, the detector works again: hidden pictures leave again within this. */
const normalWithinMs = 5000;

let folder: string;
let plant: string;
let street: FilmedStreet;
let cameras: ClipServer;
let otherCameras: ClipServer;
let proxy: FaultProxy;
let gateway: RunningGateway;
let recording: HiddenRecording;
const notes: string[] = [];
/** Frames in which somebody is clear without any fault: what no look finds. */
const clearWithoutFault = new Set<string>();

beforeAll(async () => {
  await ensureFfmpeg();
  goFirst();
  folder = await mkdtemp(join(tmpdir(), 'passerby-faults-'));
  plant = join(folder, 'plant');
  await writeFile(plant, '');
  process.env['PASSERBY_PLANT'] = plant;
  street = await filmStreet(folder, 'bench', { seconds: 10 });
  const other = await filmStreet(folder, 'other', { width: 480, height: 320, seconds: 4, isNumbered: false });
  const listen = { host: '127.0.0.1', port: 0 };
  cameras = await ClipServer.start([{ name: 'cam', path: street.path }], { listen });
  otherCameras = await ClipServer.start([{ name: 'cam', path: other.path }], { listen });
  proxy = new FaultProxy(cameras.address.port);
  const port = await proxy.listen();
  const config = parseConfig(
    `listen: { web: "127.0.0.1:0", rtsp: "127.0.0.1:0" }
cameras: [{ name: gate, source: "rtsp://127.0.0.1:${port}/cam", text: none }]`,
    { environment: {}, fileName: 'passerby.yaml', folder },
  );
  gateway = await startGateway(config, {
    workerUrl: plantedWorkerUrl,
    maxMemoryBytes: 700_000_000,
    onNote: (sentence) => notes.push(sentence),
  });
  recording = new HiddenRecording(gateway.rtspUrls['gate'] ?? '', street.truth);
  await waitUntilLive(20_000);
});

afterAll(async () => {
  await recording?.[Symbol.asyncDispose]();
  await gateway?.[Symbol.asyncDispose]();
  await proxy?.[Symbol.asyncDispose]();
  await cameras?.[Symbol.asyncDispose]();
  await otherCameras?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Resolves when the last second held pictures only, at least 8 of them; gives how long that took. */
async function waitUntilLive(
  timeoutMs: number,
  isPicture: (index: number | undefined) => boolean = (index) => index !== undefined,
): Promise<number> {
  const startedMs = performance.now();
  for (;;) {
    const nowMs = performance.now();
    const last = recording.between(Math.max(startedMs, nowMs - 1000), nowMs);
    if (last.length >= 8 && last.slice(-8).every(({ index }) => isPicture(index))) return nowMs - startedMs;
    if (nowMs - startedMs > timeoutMs) {
      const seen = last.map(({ index }) => index ?? 'card').join(' ');
      throw new Error(
        `Expected pictures within ${timeoutMs} ms, received ${seen}. ${JSON.stringify(gateway.cameras[0]?.status)} ${recording.complaints} ${notes.slice(-5).join(' ')}`,
      );
    }
    await delay(50);
  }
}

interface Observed {
  readonly cards: number;
  readonly pictures: number;
  readonly normalMs: number;
  readonly states: readonly string[];
}

/** Injects a fault for a while and checks what holds for all of them; gives what is particular. */
async function observe(
  inject: () => unknown,
  lastsMs: number,
  end: () => unknown = () => {},
  isPicture?: (index: number | undefined) => boolean,
): Promise<Observed> {
  const [camera] = gateway.cameras;
  const states: string[] = [];
  const stop = camera?.onChange(() => states.push(camera.status.state));
  const fromMs = performance.now();
  await inject();
  await delay(lastsMs);
  await end();
  const normalMs = await waitUntilLive(15_000, isPicture);
  await delay(1000);
  const toMs = performance.now();
  stop?.();
  const received = recording.between(fromMs, toMs);
  const newlyClear = received
    .flatMap(({ index, clear }) => clear.map((track) => `${index} ${track}`))
    .filter((one) => !clearWithoutFault.has(one));
  expect(newlyClear).toEqual([]);
  expect(recording.isConnected).toBe(true);
  expect(recording.longestSilenceMs(fromMs, toMs)).toBeLessThan(2500);
  expect(normalMs).toBeLessThan(normalWithinMs + 1000);
  return {
    cards: received.filter(({ index }) => index === undefined).length,
    pictures: received.filter(({ index }) => index !== undefined).length,
    normalMs,
    states,
  };
}

describe('while a client records', () => {
  it('shows hidden pictures, and all but a few', async () => {
    const fromMs = performance.now();
    await delay(21_000);
    const frames = recording.between(fromMs, performance.now());
    for (const { index, clear } of frames) for (const track of clear) clearWithoutFault.add(`${index} ${track}`);
    const pictures = frames.filter(({ index }) => index !== undefined);
    expect(pictures.length).toBeGreaterThan(frames.length * 0.95);
    expect(pictures.length).toBeGreaterThan(150);
    // The guard bites: there are faces to be seen in this street.
    const shown = new Uint8Array(street.truth.width * street.truth.height);
    const clearUnlessHidden = street.truth.frames.flatMap((frame) => findClearFaces(frame, shown, street.truth.width));
    expect(clearUnlessHidden.length).toBeGreaterThan(150);
    expect(clearWithoutFault.size).toBeLessThan(0.01 * clearUnlessHidden.length);
  });

  it('a camera that is killed becomes a card, and comes back', async () => {
    const { cards, states } = await observe(
      () => {
        proxy.fault = 'dead';
        proxy.cut();
      },
      4000,
      () => (proxy.fault = 'none'),
    );
    expect(cards).toBeGreaterThan(4);
    expect(states).toContain('offline');
  });

  it('a camera that hangs becomes a card, and goes on', async () => {
    const { cards, states } = await observe(
      () => (proxy.fault = 'hung'),
      3000,
      () => (proxy.fault = 'none'),
    );
    expect(cards).toBeGreaterThan(2);
    expect(states).toContain('offline');
  });

  it('a camera that hangs for longer is connected to again', async () => {
    const { cards } = await observe(
      () => (proxy.fault = 'hung'),
      8000,
      () => (proxy.fault = 'none'),
    );
    expect(cards).toBeGreaterThan(8);
  });

  it('a camera that comes back with another size is shown in the old one', async () => {
    const otherPort = otherCameras.address.port;
    const { pictures } = await observe(
      async () => {
        proxy.cameraPort = otherPort;
        proxy.cut();
        await delay(4000);
      },
      500,
      () => {
        proxy.cameraPort = cameras.address.port;
        proxy.cut();
      },
    );
    expect(pictures).toBeGreaterThan(10);
  });

  it.each(['lost packets', 'broken packets'] as const)('%s: cards until the next key frame', async (fault) => {
    const { cards } = await observe(
      () => (proxy.fault = fault),
      3000,
      () => (proxy.fault = 'none'),
    );
    expect(cards).toBeGreaterThan(0);
  });

  it.each(['clock + 1 h', 'clock - 1 h'] as const)('%s: nothing stops', async (fault) => {
    const { pictures } = await observe(
      () => (proxy.fault = fault),
      2000,
      () => (proxy.fault = 'none'),
    );
    expect(pictures).toBeGreaterThan(20);
  });

  it.each(['throws', 'hangs', 'NaN'] as const)('a detector that %s: cards, then pictures again', async (fault) => {
    const { cards, states } = await observe(
      () => writeFile(plant, fault),
      3000,
      () => writeFile(plant, ''),
    );
    expect(cards).toBeGreaterThan(2);
    expect(states).toContain('carded');
  });

  it('a detector that is ten times slower: fewer pictures, none of them clear', async () => {
    const { pictures } = await observe(
      () => writeFile(plant, 'slow'),
      5000,
      () => writeFile(plant, ''),
    );
    expect(pictures).toBeGreaterThan(0);
  });

  it('a worker that is killed is started again', async () => {
    const id = gateway.cameras[0]?.workerId ?? 0;
    const { cards } = await observe(() => process.kill(id, 'SIGKILL'), 500);
    expect(cards).toBeGreaterThan(0);
    expect(gateway.cameras[0]?.counters.restarts).toBe(1);
    expect(gateway.cameras[0]?.workerId).not.toBe(id);
  });

  it('a worker that hangs is killed and started again', async () => {
    const id = gateway.cameras[0]?.workerId ?? 0;
    await observe(() => process.kill(id, 'SIGSTOP'), 3500);
    expect(gateway.cameras[0]?.counters.restarts).toBe(2);
  });

  it('a worker that needs too much memory is killed and started again', async () => {
    await observe(
      () => writeFile(plant, 'memory'),
      1500,
      () => writeFile(plant, ''),
    );
    expect(gateway.cameras[0]?.counters.restarts).toBeGreaterThanOrEqual(3);
  });
});
