import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ClipServer } from '@passerby/live';
import { readMark, StreamWatcher } from '@passerby/street';
import { filmMarked, type MarkedClip } from './film-marked.ts';
import { LiveGateway, type GatewayUse } from './live-gateway.ts';
import { measureAlone } from './measure-alone.ts';
import { readMetrics } from './read-metrics.ts';

const warmUpMs = 15_000;
const measuredSeconds = 40;

/** `live-capacity`: so many cameras at once: how much is carded, CPU against decoding and encoding alone, memory, latency to a client. */
export async function runLiveCapacity(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      cameras: { type: 'string', default: '8' },
      width: { type: 'string', default: '1280' },
      preset: { type: 'string', default: 'superfast' },
      text: { type: 'string', default: 'none' },
      cache: { type: 'string', default: join('bench', 'cache') },
      out: { type: 'string' },
    },
  });
  const width = Number(values.width);
  const height = Math.round((width * 9) / 32) * 2;
  const clip = await filmMarked(values.cache, { seed: 'live 0', stratum: 'street', width, height, seconds: 12 });
  const alone = measureAlone(clip, values.preset);
  const folder = await mkdtemp(join(tmpdir(), 'passerby-bench-'));
  try {
    const names = Array.from({ length: Number(values.cameras) }, (_, index) => `c${index}`);
    // A process of its own would be fairer still; what serving costs is not the gateway's and not counted.
    await using cameras = await ClipServer.start([{ name: 'cam', path: clip.path }], {
      listen: { host: '127.0.0.1', port: 0 },
    });
    const text = values.text === 'all' ? 'all' : 'none';
    const sources = names.map(
      (name) => ({ name, source: cameras.urlOf('cam'), text, output: { preset: values.preset } }) as const,
    );
    await using gateway = await LiveGateway.start(folder, sources);
    await delay(warmUpMs);
    const before = { use: gateway.use(), metrics: await readMetrics(gateway) };
    const latency = measureLatency(cameras.urlOf('cam'), gateway.urls['c0'] ?? '', clip);
    await delay(measuredSeconds * 1000);
    const after = { use: gateway.use(), metrics: await readMetrics(gateway) };
    const perCameraSecond = (of: (use: GatewayUse) => number): number =>
      (of(after.use) - of(before.use)) / measuredSeconds / names.length;
    const cpuPerCameraSecond = perCameraSecond(({ cpuSeconds }) => cpuSeconds);
    const expected = 15 * measuredSeconds * names.length;
    const row = {
      cameras: names.length,
      width,
      height,
      preset: values.preset,
      text,
      cpuPerCameraSecond,
      cpuByStage: {
        /** Decoding, following, hiding, encoding. */
        pictures: perCameraSecond(({ stages }) => stages.pictures),
        /** The detectors' threads, and what V8 does beside. */
        looks: perCameraSecond(({ stages }) => stages.looks),
        /** Serving, turns, the page: the gateway's own process. */
        serving: perCameraSecond(({ stages }) => stages.serving),
      },
      aloneCpuPerCameraSecond: alone,
      cpuRatio: cpuPerCameraSecond / (alone.decode + alone.encode),
      pictures: (after.metrics.pictures - before.metrics.pictures) / expected,
      carded: (after.metrics.carded - before.metrics.carded) / (measuredSeconds * names.length),
      looksPerSecond: after.metrics.looks / names.length,
      memoryMegabytes: after.use.memoryBytes / 1e6,
      latency: await latency,
    };
    process.stdout.write(`${JSON.stringify(row)}\n`);
    if (values.out !== undefined) await writeFile(values.out, `${JSON.stringify(row, undefined, 2)}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Frame numbers as a client of the camera and one of the gateway see them: what lies between is the gateway's, as both clients are the same. */
async function measureLatency(
  cameraUrl: string,
  hiddenUrl: string,
  { truth }: MarkedClip,
): Promise<{ readonly p50Ms: number; readonly p95Ms: number }> {
  const seen = new Map<number, number>();
  const latencies: number[] = [];
  const { width, height } = truth;
  await using camera = new StreamWatcher({
    width,
    height,
    url: cameraUrl,
    onFrame: (frame, receivedMs) => {
      const index = readMark(frame);
      if (index !== undefined) seen.set(index, receivedMs);
    },
  });
  await using hidden = new StreamWatcher({
    width,
    height,
    url: hiddenUrl,
    onFrame: (frame, receivedMs) => {
      const index = readMark(frame);
      const sentMs = index === undefined ? undefined : seen.get(index);
      if (sentMs !== undefined && receivedMs - sentMs < 8000) latencies.push(receivedMs - sentMs);
    },
  });
  await delay(measuredSeconds * 1000 - 2000);
  if (!camera.isConnected || !hidden.isConnected) throw new Error('A client lost its stream.');
  // The first seconds hold what was cached.
  const sorted = latencies.slice(45).toSorted((a, b) => a - b);
  return {
    p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? NaN,
    p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? NaN,
  };
}
