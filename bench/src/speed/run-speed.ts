import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { serializePlan } from '@passerby/engine';
import { measureCommand } from './measure-command.ts';
import { describePhotoSpeed, measurePhoto } from './measure-photo.ts';
import { fps, makeSpeedClip, type SpeedClip } from './speed-clips.ts';
import { speedRuns, type SpeedRun } from './speed-runs.ts';
import { speedTable, summarizeSpeed, type RunCost, type SpeedRow } from './speed-table.ts';

/** What `npm run bench -- speed` takes. */
interface SpeedSettings {
  /** Heights of the pictures, 16:9. */
  readonly heights: readonly number[];
  /** Length of each clip. */
  readonly seconds: number;
  /** How often each run is done; runs take turns. */
  readonly rounds: number;
  /** Only runs whose name holds this; baselines always. */
  readonly only: string;
  readonly people: 'street' | 'crowd';
  /** Whether a photo of 12 megapixels is measured too. */
  readonly photo: boolean;
  readonly cacheDir: string;
  readonly out: string;
}

/**
 * Measures hiding against decoding and encoding alone, on clips of the drawn street: wall and processor time, peak memory.
 * Prints a table and writes the same as JSON.
 */
export async function runSpeed(argv: readonly string[]): Promise<void> {
  const settings = parseSettings(argv);
  const runs = speedRuns().filter(({ isBaseline, name }) => isBaseline || name.includes(settings.only));
  const rows: SpeedRow[] = [];
  for (const height of settings.heights) rows.push(...(await measureClip(clipOf(height, settings), runs, settings)));
  const summaries = summarizeSpeed(rows);
  const photo = settings.photo ? await measurePhoto(settings.cacheDir, settings.rounds) : undefined;
  const [cpu] = cpus();
  const machine = { cpu: cpu?.model ?? 'unknown', cores: cpus().length, node: process.version };
  await mkdir(dirname(settings.out), { recursive: true });
  const results = { bench: 'speed', settings, machine, summaries, photo, rows };
  await writeFile(settings.out, `${JSON.stringify(results, undefined, 2)}\n`);
  process.stdout.write(`${speedTable(summaries)}\n`);
  if (photo) process.stdout.write(`\n${describePhotoSpeed(photo)}\n`);
}

async function measureClip(
  clip: SpeedClip,
  runs: readonly SpeedRun[],
  { rounds, cacheDir }: SpeedSettings,
): Promise<SpeedRow[]> {
  const input = join(cacheDir, `${clip.name}.mp4`);
  await makeSpeedClip(clip, input);
  const folder = await mkdtemp(join(tmpdir(), 'passerby-speed-'));
  try {
    const emptyPlan = join(folder, 'empty.plan.json');
    await writeFile(emptyPlan, await planWithoutTracks(clip, input), { mode: 0o600 });
    const costs = new Map<SpeedRun, RunCost[]>(runs.map((run) => [run, []]));
    for (let round = 0; round < rounds; round++) {
      for (const [run, measured] of costs) {
        const [command, ...args] = run.command(input, join(folder, 'out.mp4'), emptyPlan);
        const { stdout, ...cost } = await measureCommand(command, args);
        measured.push({ ...cost, foundLeak: stdout === 'leak' });
        process.stderr.write(
          `${clip.name}, ${run.name}: ${cost.wallSeconds.toFixed(1)} s, CPU ${cost.cpuSeconds.toFixed(1)} s, load ${loadavg()[0]?.toFixed(1)}\n`,
        );
      }
    }
    const frames = clip.seconds * fps;
    return [...costs].map(([run, measured]) => ({
      clip: clip.name,
      run: run.name,
      isBaseline: run.isBaseline,
      frames,
      costs: measured,
    }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** With it, everything is done as always, but nothing is looked for and nothing hidden. */
async function planWithoutTracks({ width, height, seconds }: SpeedClip, file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(file)) hash.update(bytes as Uint8Array);
  return serializePlan({
    format: 'passerby-plan',
    version: 1,
    media: { width, height, frameCount: seconds * fps, durationSeconds: seconds, sha256: hash.digest('hex') },
    settings: { preset: 'head', text: 'none' },
    models: [],
    tracks: [],
  });
}

function clipOf(height: number, { seconds, people }: SpeedSettings): SpeedClip {
  const width = Math.round((height * 16) / 9 / 2) * 2;
  return { name: `${people}-${height}p-${seconds}s`, width, height, seconds, stratum: people };
}

function parseSettings(argv: readonly string[]): SpeedSettings {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      heights: { type: 'string', default: '720,1080' },
      seconds: { type: 'string', default: '90' },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
      people: { type: 'string', default: 'street' },
      'no-photo': { type: 'boolean', default: false },
      cache: { type: 'string', default: 'cache' },
      out: { type: 'string', default: join('results', 'speed.json') },
    },
  });
  if (values.people !== 'street' && values.people !== 'crowd') {
    throw new TypeError(`Expected street or crowd for --people, received ${values.people}.`);
  }
  return {
    heights: values.heights.split(',').map((height) => positive('--heights', height)),
    seconds: positive('--seconds', values.seconds),
    rounds: positive('--rounds', values.rounds),
    only: values.only,
    people: values.people,
    photo: !values['no-photo'],
    cacheDir: values.cache,
    out: values.out,
  };
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new TypeError(`Expected a whole number above 0 for ${option}, received ${text}.`);
  return value;
}
