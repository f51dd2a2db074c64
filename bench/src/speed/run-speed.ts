import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { serializePlan } from '@passerby/engine';
import { measureCommand } from './measure-command.ts';
import { describeFolderSpeed, measureFolder } from './measure-folder.ts';
import { describeMemory, measureMemory, type MemoryRow } from './measure-memory.ts';
import { describePhotoSpeed, measurePhoto } from './measure-photo.ts';
import { drawnSeconds, fps, makeSpeedClip, type SpeedClip } from './speed-clips.ts';
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
  /** `street`: 3 to 5 at a time; `throng`: 50. */
  readonly people: 'street' | 'throng';
  /** Whether clips are timed. */
  readonly video: boolean;
  /** Whether a photo of 12 megapixels is measured too. */
  readonly photo: boolean;
  /** A real photo of 12 megapixels in place of the drawn one, whose file is cheap to read and write. */
  readonly photoFile: string | undefined;
  /** How many photos of a folder are hidden with all cores and with one; 0: none. */
  readonly folder: number;
  /** Lengths, in minutes, of clips whose peak memory is compared; none: not measured. */
  readonly memoryMinutes: readonly number[];
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
  for (const height of settings.video ? settings.heights : [])
    rows.push(...(await measureClip(clipOf(height, settings), runs, settings)));
  const summaries = summarizeSpeed(rows);
  const photo = settings.photo ? await measurePhoto(settings.cacheDir, settings.rounds, settings.photoFile) : undefined;
  const folder = settings.folder > 0 ? await measureFolder(settings.folder, settings.rounds) : undefined;
  const memory: MemoryRow[] = [];
  for (const height of settings.memoryMinutes.length > 0 ? settings.heights : []) {
    const clip = { ...clipOf(height, settings), seconds: drawnSeconds };
    const drawn = join(settings.cacheDir, `${nameOf(clip)}.mp4`);
    await makeSpeedClip(clip, drawn);
    memory.push(...(await measureMemory(drawn, height, settings.memoryMinutes, settings.cacheDir)));
  }
  const [cpu] = cpus();
  const machine = { cpu: cpu?.model ?? 'unknown', cores: cpus().length, node: process.version };
  await mkdir(dirname(settings.out), { recursive: true });
  const results = { bench: 'speed', settings, machine, summaries, photo, folder, memory, rows };
  await writeFile(settings.out, `${JSON.stringify(results, undefined, 2)}\n`);
  process.stdout.write(`${speedTable(summaries)}\n`);
  if (photo) process.stdout.write(`\n${describePhotoSpeed(photo)}\n`);
  if (folder) process.stdout.write(`\n${describeFolderSpeed(folder)}\n`);
  if (memory.length > 0) process.stdout.write(`\n${describeMemory(memory)}\n`);
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
  const clip = { width, height, seconds, stratum: people };
  return { ...clip, name: nameOf(clip) };
}

function nameOf({ stratum, height, seconds }: Omit<SpeedClip, 'name'>): string {
  return `${stratum}-${height}p-${seconds}s`;
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
      'no-video': { type: 'boolean', default: false },
      'photo-file': { type: 'string' },
      folder: { type: 'string', default: '0' },
      'memory-minutes': { type: 'string', default: '' },
      cache: { type: 'string', default: 'cache' },
      out: { type: 'string', default: join('results', 'speed.json') },
    },
  });
  if (values.people !== 'street' && values.people !== 'throng') {
    throw new TypeError(`Expected street or throng for --people, received ${values.people}.`);
  }
  return {
    heights: values.heights.split(',').map((height) => positive('--heights', height)),
    seconds: positive('--seconds', values.seconds),
    rounds: positive('--rounds', values.rounds),
    only: values.only,
    people: values.people,
    photo: !values['no-photo'],
    video: !values['no-video'],
    photoFile: values['photo-file'],
    folder: Number(values.folder),
    memoryMinutes: values['memory-minutes'].split(',').filter(Boolean).map(Number),
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
