import { mkdir, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureCommand } from '../speed/measure-command.ts';
import { median } from '../speed/median.ts';
import { fps, makeSpeedClip } from '../speed/speed-clips.ts';
import { measureMemory } from './measure-memory.ts';
import { offeredModels, openBenchPage, type BenchPage } from './open-bench-page.ts';
import { watchLargeFile } from './watch-large-file.ts';
import { watchStudio, type StudioWatch } from './watch-studio.ts';

/** What `npm run bench -- browser` takes. */
interface BrowserSettings {
  /** Length of the clip of 720p that both runtimes hide, in turns. */
  readonly seconds: number;
  readonly rounds: number;
  /** Length of the clip of 360p over which memory is watched; 0 leaves it out. */
  readonly memorySeconds: number;
  /** Length of the clip of 1080p that is read whole and written for a minute; 0 leaves it out. */
  readonly largeSeconds: number;
  readonly cacheDir: string;
  readonly out: string;
}

/** What the page tells of one file. */
interface PageRun {
  readonly frames: number;
  readonly tracks: number;
  readonly lookSeconds: number;
  readonly hideSeconds: number;
  readonly sizeBytes: number;
  /** Longest time between two animation frames. */
  readonly longestMs: number;
  /** Longest task of the page's thread; 0: none of 50 ms or more. */
  readonly longestTaskMs: number;
}

const memoryEveryMs = 5000;

/**
 * Hides a clip of 720p in Node and in Chromium, in turns, with the same model (YuNet where `PASSERBY_MODELS_DIR` has it) and nothing else: frames a second of look and hide together. Then watches
 * the browser's memory over a long clip.
 */
export async function runBrowser(argv: readonly string[]): Promise<void> {
  const settings = parseSettings(argv);
  await using bench = await openBenchPage();
  const faceModel = offeredModels['yunet'] === undefined ? 'retinaface' : 'yunet';
  const idleMs = await bench.page.evaluate(() => (globalThis as unknown as Bench).idle(3));
  const speed = settings.rounds > 0 ? await measureSpeed(bench, settings) : undefined;
  const memory = settings.memorySeconds > 0 ? await watchMemory(bench, settings) : undefined;
  const [cpu] = cpus();
  const machine = { cpu: cpu?.model ?? 'unknown', cores: cpus().length, node: process.version };
  const large =
    settings.largeSeconds > 0
      ? await watchLargeFile(
          bench,
          settings.largeSeconds,
          join(settings.cacheDir, `browser-1080p-${settings.largeSeconds}s.mp4`),
        )
      : undefined;
  const studio = settings.rounds > 0 ? await watchStudioPage(bench, settings) : undefined;
  const results = { bench: 'browser', settings, machine, faceModel, idleMs, ...speed, memory, large, studio };
  await mkdir(dirname(settings.out), { recursive: true });
  await writeFile(settings.out, `${JSON.stringify(results, undefined, 2)}\n`);
  process.stdout.write(`${JSON.stringify({ ...results, settings: undefined, rounds: undefined }, undefined, 2)}\n`);
}

interface Bench {
  readonly idle: (seconds: number) => Promise<number>;
  readonly hideOnce: (offered: typeof offeredModels, text: 'none' | 'all') => Promise<PageRun>;
}

async function measureSpeed({ page }: BenchPage, settings: BrowserSettings): Promise<object> {
  const { seconds, rounds, cacheDir } = settings;
  const input = speedClip(settings);
  await makeSpeedClip({ name: 'browser', width: 1280, height: 720, seconds, stratum: 'street' }, input);
  const done: {
    readonly nodeFps: number;
    readonly browserFps: number;
    readonly page: PageRun;
    readonly load: number;
  }[] = [];
  for (let round = 0; round < rounds; round++) {
    const nodeFps = (seconds * fps) / (await hideInNode(input, join(cacheDir, 'browser-node.mp4')));
    const run = await hideInPage(page, input);
    const browserFps = run.frames / (run.lookSeconds + run.hideSeconds);
    done.push({ nodeFps, browserFps, page: run, load: loadavg()[0] ?? 0 });
    process.stderr.write(`round ${round + 1}: Node ${nodeFps.toFixed(1)} fps, browser ${browserFps.toFixed(1)} fps\n`);
  }
  const nodeFps = median(done.map((each) => each.nodeFps));
  const browserFps = median(done.map((each) => each.browserFps));
  const longestMs = Math.max(...done.map(({ page: { longestMs: each } }) => each));
  const longestTaskMs = Math.max(...done.map(({ page: { longestTaskMs: each } }) => each));
  return { nodeFps, browserFps, ratio: browserFps / nodeFps, longestMs, longestTaskMs, rounds: done };
}

/** Last, as it leaves the bench's page. */
function watchStudioPage({ page }: BenchPage, settings: BrowserSettings): Promise<StudioWatch> {
  return watchStudio(page, speedClip(settings));
}

function speedClip({ seconds, cacheDir }: BrowserSettings): string {
  return join(cacheDir, `browser-720p-${seconds}s.mp4`);
}

/** Wall seconds, as a user waits: the process starts, loads its model, looks and hides. */
async function hideInNode(input: string, output: string): Promise<number> {
  await rm(output, { force: true });
  const script = fileURLToPath(new URL('../speed/hide-once.js', import.meta.url));
  const options = JSON.stringify({ text: 'none', verify: false });
  const { wallSeconds } = await measureCommand(process.execPath, [script, input, output, options]);
  return wallSeconds;
}

async function hideInPage(page: BenchPage['page'], input: string): Promise<PageRun> {
  await page.setInputFiles('input', input);
  return page.evaluate((offered) => (globalThis as unknown as Bench).hideOnce(offered, 'none'), offeredModels);
}

async function watchMemory(
  { page, profile }: BenchPage,
  { memorySeconds, cacheDir }: BrowserSettings,
): Promise<object> {
  const input = join(cacheDir, `browser-360p-${memorySeconds}s.mp4`);
  await makeSpeedClip({ name: 'browser', width: 640, height: 360, seconds: memorySeconds, stratum: 'street' }, input);
  const megabytes: number[] = [];
  const sample = async (): Promise<void> => {
    megabytes.push(Math.round((await measureMemory(profile)) / 1e6));
  };
  await sample();
  const timer = setInterval(() => void sample(), memoryEveryMs);
  const run = await hideInPage(page, input);
  clearInterval(timer);
  const part = Math.floor(megabytes.length / 4);
  return {
    ...run,
    everyMs: memoryEveryMs,
    peakMegabytes: Math.max(...megabytes),
    /** Of the second and of the last quarter of the time. */
    earlyMegabytes: median(megabytes.slice(part, 2 * part)),
    lateMegabytes: median(megabytes.slice(-part)),
    megabytes,
  };
}

function parseSettings(argv: readonly string[]): BrowserSettings {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seconds: { type: 'string', default: '20' },
      rounds: { type: 'string', default: '3' },
      'memory-seconds': { type: 'string', default: '600' },
      'large-seconds': { type: 'string', default: '1800' },
      cache: { type: 'string', default: 'cache' },
      out: { type: 'string', default: join('results', 'browser.json') },
    },
  });
  return {
    seconds: Number(values.seconds),
    rounds: Number(values.rounds),
    memorySeconds: Number(values['memory-seconds']),
    largeSeconds: Number(values['large-seconds']),
    cacheDir: values.cache,
    out: values.out,
  };
}
