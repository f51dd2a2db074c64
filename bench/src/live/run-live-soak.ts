import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ClipServer } from '@passerby/live';
import { filmMarked } from './film-marked.ts';
import { LiveGateway } from './live-gateway.ts';
import { readMetrics } from './read-metrics.ts';

const sampleMs = 5000;
/** From here on nothing may grow any more. */
const settledMinute = 5;

/** What one minute looked like: medians. */
interface SoakMinute {
  readonly minute: number;
  readonly memoryMegabytes: number;
  /** Of the gateway itself. */
  readonly gatewayMegabytes: number;
  readonly latencyMs: number;
  readonly cpuPerCameraSecond: number;
  readonly cardedSeconds: number;
}

/** `live-soak`: cameras for half an hour: whether memory or latency grow. */
export async function runLiveSoak(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: { type: 'string', default: '30' },
      cameras: { type: 'string', default: '2' },
      width: { type: 'string', default: '1280' },
      text: { type: 'string', default: 'none' },
      cache: { type: 'string', default: join('bench', 'cache') },
      out: { type: 'string', default: join('bench', 'results', 'live-soak.json') },
    },
  });
  const width = Number(values.width);
  const height = Math.round((width * 9) / 32) * 2;
  const clip = await filmMarked(values.cache, { seed: 'live 0', stratum: 'street', width, height, seconds: 12 });
  const folder = await mkdtemp(join(tmpdir(), 'passerby-bench-'));
  const minutes: SoakMinute[] = [];
  try {
    await using cameras = await ClipServer.start([{ name: 'cam', path: clip.path }], {
      listen: { host: '127.0.0.1', port: 0 },
    });
    const text = values.text === 'all' ? 'all' : 'none';
    const names = Array.from({ length: Number(values.cameras) }, (_, index) => `c${index}`);
    await using gateway = await LiveGateway.start(
      folder,
      names.map((name) => ({ name, source: cameras.urlOf('cam'), text }) as const),
    );
    for (let minute = 1; minute <= Number(values.minutes); minute++) {
      minutes.push(await measureMinute(gateway, minute, names.length));
      process.stdout.write(`${JSON.stringify(minutes.at(-1))}\n`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const settled = minutes.filter(({ minute }) => minute > settledMinute);
  const [first] = settled;
  const last = settled.at(-1);
  const summary = {
    cameras: Number(values.cameras),
    width,
    text: values.text,
    memoryGrowth: first && last && last.memoryMegabytes / first.memoryMegabytes - 1,
    latencyDriftMs: first && last && last.latencyMs - first.latencyMs,
    minutes,
  };
  await writeFile(values.out, `${JSON.stringify(summary, undefined, 2)}\n`);
  process.stdout.write(`${JSON.stringify({ ...summary, minutes: undefined })}\n`);
}

async function measureMinute(gateway: LiveGateway, minute: number, cameras: number): Promise<SoakMinute> {
  const before = { use: gateway.use(), metrics: await readMetrics(gateway) };
  const startedMs = performance.now();
  const memory: number[] = [];
  const own: number[] = [];
  const latencies: number[] = [];
  while (performance.now() - startedMs < 60_000) {
    await delay(sampleMs);
    const use = gateway.use();
    memory.push(use.memoryBytes / 1e6);
    own.push(use.gatewayMemoryBytes / 1e6);
    latencies.push((await readMetrics(gateway)).latencySeconds * 1000);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const after = { use: gateway.use(), metrics: await readMetrics(gateway) };
  return {
    minute,
    memoryMegabytes: median(memory),
    gatewayMegabytes: median(own),
    latencyMs: median(latencies),
    cpuPerCameraSecond: (after.use.cpuSeconds - before.use.cpuSeconds) / seconds / cameras,
    cardedSeconds: after.metrics.carded - before.metrics.carded,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
