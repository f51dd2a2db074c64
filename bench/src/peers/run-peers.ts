import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWorkerPool } from '@passerby/node';
import { drawClips } from '../exposure/draw-clips.ts';
import { exposureTable, type ExposureRow } from '../exposure/exposure-table.ts';
import { hideByCommand, hideWithPasserby, type HideClip } from '../exposure/hide-clip.ts';
import { listClips } from '../exposure/list-clips.ts';
import { scoreClip, type ClipScore } from '../exposure/score-clip.ts';
import { summarizeRow } from '../exposure/summarize-row.ts';
import { measureCommand } from '../speed/measure-command.ts';
import { fps, makeSpeedClip, type SpeedClip } from '../speed/speed-clips.ts';
import { speedRuns } from '../speed/speed-runs.ts';
import { speedTable, summarizeSpeed, type RunCost } from '../speed/speed-table.ts';
import { installDeface } from './install-deface.ts';
import { parsePeer, wordsOf, type Peer } from './peer.ts';

/** What `npm run bench -- peers` takes. */
interface PeersSettings {
  readonly peers: readonly Peer[];
  /** Whether deface is installed and run, too. */
  readonly deface: boolean;
  readonly height: number;
  readonly seconds: number;
  readonly rounds: number;
  /** Share of the exam's clips that are scored, 0 to 1. */
  readonly share: number;
  readonly cacheDir: string;
  readonly out: string;
}

/**
 * Other tools on the same clips in the same run as ours: time against decoding and encoding alone on a clip of the drawn street, and who is exposed
 * on clips of the exam, measured from pixels. Prints both tables and writes them as JSON.
 */
export async function runPeers(argv: readonly string[]): Promise<void> {
  const settings = parseSettings(argv);
  const deface = settings.deface ? await installDeface(settings.cacheDir) : { why: 'not run: not asked for' };
  const peers = [...settings.peers, ...('peers' in deface ? deface.peers : [])];
  const speed = summarizeSpeed(await timePeers(peers, settings));
  const rows = await scorePeers(peers, settings);
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
  const results = { bench: 'peers', settings, machine, deface, speed, rows };
  await mkdir(dirname(settings.out), { recursive: true });
  await writeFile(settings.out, `${JSON.stringify(results, undefined, 2)}\n`);
  process.stdout.write(`${speedTable(speed)}\n\n${exposureTable(rows, [])}\n`);
  if ('why' in deface) process.stdout.write(`\ndeface: ${deface.why}\n`);
}

async function timePeers(
  peers: readonly Peer[],
  { height, seconds, rounds, cacheDir }: PeersSettings,
): Promise<Parameters<typeof summarizeSpeed>[0]> {
  const width = Math.round((height * 16) / 9 / 2) * 2;
  const clip: SpeedClip = { name: `street-${height}p-${seconds}s`, width, height, seconds, stratum: 'street' };
  const input = join(cacheDir, `${clip.name}.mp4`);
  await makeSpeedClip(clip, input);
  const folder = await mkdtemp(join(tmpdir(), 'passerby-peers-'));
  const output = join(folder, 'out.mp4');
  try {
    const ours = speedRuns().filter(
      ({ name }) => name.startsWith('ffmpeg') || name === '--text none --no-verify, yunet',
    );
    const runs = [
      ...ours.map((run) => ({ name: run.name, isBaseline: run.isBaseline, words: run.command(input, output, '') })),
      ...peers.map((peer) => ({ name: peer.name, isBaseline: false, words: wordsOf(peer, input, output) })),
    ];
    const costs = runs.map((): RunCost[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const [at, { name, words }] of runs.entries()) {
        const [program, ...args] = words;
        const { stdout: _, ...cost } = await measureCommand(program, args);
        costs[at]?.push({ ...cost, foundLeak: false });
        process.stderr.write(
          `${name}: ${cost.wallSeconds.toFixed(1)} s, CPU ${cost.cpuSeconds.toFixed(1)} s, load ${loadavg()[0]?.toFixed(1)}\n`,
        );
      }
    }
    return runs.map(({ name, isBaseline }, at) => ({
      clip: clip.name,
      run: name,
      isBaseline,
      frames: seconds * fps,
      costs: costs[at] ?? [],
    }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function scorePeers(peers: readonly Peer[], { share, cacheDir }: PeersSettings): Promise<readonly ExposureRow[]> {
  const clips = await drawClips(listClips(share), join(cacheDir, 'exposure-clips'), 1, () => {});
  const folder = await mkdtemp(join(tmpdir(), 'passerby-peers-'));
  try {
    await using pool = createWorkerPool({ size: 1 });
    const tools: readonly { readonly name: string; readonly hide: HideClip }[] = [
      { name: 'passerby --text none', hide: hideWithPasserby(pool, { text: 'none' }) },
      ...peers.map((peer) => ({ name: peer.name, hide: hideByCommand(peer.command) })),
    ];
    const scores = tools.map((): ClipScore[] => []);
    const failed = tools.map((): { clip: string; why: string }[] => []);
    for (const clip of clips) {
      for (const [at, { hide }] of tools.entries()) {
        try {
          const { output, verdict } = await hide(clip.file, join(folder, `${clip.name}-${at}`));
          scores[at]?.push(await scoreClip(clip, output, verdict));
          await rm(output, { force: true });
        } catch (error) {
          // A tool that fails on a clip is told of in its row.
          failed[at]?.push({ clip: clip.name, why: error instanceof Error ? error.message : String(error) });
        }
      }
      process.stderr.write(`${clip.name} scored\n`);
    }
    return tools.map(({ name }, at) => ({ name, summary: summarizeRow(scores[at] ?? []), failed: failed[at] ?? [] }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function parseSettings(argv: readonly string[]): PeersSettings {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      peer: { type: 'string', multiple: true, default: [] },
      'no-deface': { type: 'boolean', default: false },
      height: { type: 'string', default: '720' },
      seconds: { type: 'string', default: '30' },
      rounds: { type: 'string', default: '3' },
      share: { type: 'string', default: '0.2' },
      cache: { type: 'string', default: 'cache' },
      out: { type: 'string', default: join('results', 'peers.json') },
    },
  });
  return {
    peers: values.peer.map(parsePeer),
    deface: !values['no-deface'],
    height: Number(values.height),
    seconds: Number(values.seconds),
    rounds: Number(values.rounds),
    share: Number(values.share),
    cacheDir: values.cache,
    out: values.out,
  };
}
