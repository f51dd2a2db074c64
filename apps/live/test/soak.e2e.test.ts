import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ClipServer, parseConfig, startGateway, type RunningGateway } from '@passerby/live';
import { expect, it } from 'vitest';
import { filmStreet } from './film-street.ts';
import { ensureFfmpeg } from './test-tools.ts';

const sampleMs = 2000;
/** Samples of half a minute. */
const kept = 15;
const measuredMs = 120_000;
/** Loading models and the first pictures of all sizes. */
const warmUpMs = 15_000;
/** The heaps of V8 still grow a little in the first minutes; a frame that leaks each second would be ten times this. */
const mostGrowth = 0.1;
const mostDriftSeconds = 0.05;

interface Sample {
  readonly memoryBytes: number;
  readonly latencySeconds: number;
}

it('two cameras for two minutes: neither memory nor latency grows', async () => {
  await ensureFfmpeg();
  const folder = await mkdtemp(join(tmpdir(), 'passerby-soak-'));
  try {
    const { path } = await filmStreet(folder, 'soak', { seconds: 8, width: 480, height: 270 });
    await using clips = await ClipServer.start([{ name: 'cam', path }], { listen: { host: '127.0.0.1', port: 0 } });
    const listed = ['one', 'two'].map((name) => `  - { name: ${name}, source: "${clips.urlOf('cam')}", text: none }`);
    const config = parseConfig(
      `listen: { web: "127.0.0.1:0", rtsp: "127.0.0.1:0" }\ncameras:\n${listed.join('\n')}\n`,
      { environment: {}, fileName: 'passerby.yaml', folder },
    );
    await using gateway = await startGateway(config);
    await delay(warmUpMs);
    const samples: Sample[] = [];
    for (const startedMs = performance.now(); performance.now() - startedMs < measuredMs; await delay(sampleMs))
      samples.push(sample(gateway));
    const [first, last] = [samples.slice(0, kept), samples.slice(-kept)];
    const growth = middle(last.map(({ memoryBytes }) => memoryBytes)) / middle(first.map((one) => one.memoryBytes)) - 1;
    const drift =
      middle(last.map(({ latencySeconds }) => latencySeconds)) - middle(first.map((one) => one.latencySeconds));
    expect(growth).toBeLessThan(mostGrowth);
    expect(drift).toBeLessThan(mostDriftSeconds);
    for (const { status, counters } of gateway.cameras) {
      expect(status.state).toBe('live');
      expect(counters.restarts).toBe(0);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Memory of the workers, and the longest of their latencies. This process holds the test, too, and is left out. */
function sample({ cameras }: RunningGateway): Sample {
  return {
    memoryBytes: cameras.reduce((sum, { workerId }) => sum + residentBytes(workerId ?? 0), 0),
    latencySeconds: Math.max(...cameras.map(({ counters }) => counters.latencySeconds)),
  };
}

function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
