import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { drawSpecimens } from '@passerby/street';

const program = fileURLToPath(new URL('../../../apps/cli/bin/passerby.js', import.meta.url));

/** What `npm run bench -- many-files` takes. */
interface ManyFilesSettings {
  readonly files: number;
  readonly jobs: number;
  readonly out: string;
}

/** One of so many files is cut off after a few bytes, and must fail. */
const brokenEvery = 50;

/**
 * Hides a folder of many small photos in one run of the command line: each file must be told of once, the broken ones must fail, the exit code must
 * be right, and the parent's memory must not grow with the number of files. Prints a summary and writes the same as JSON; exit code 1 where it is not so.
 */
export async function runManyFiles(argv: readonly string[]): Promise<void> {
  const settings = parseSettings(argv);
  const folder = await mkdtemp(join(tmpdir(), 'passerby-many-files-'));
  try {
    const broken = await drawFolder(join(folder, 'in'), settings.files);
    const run = await hideFolder(folder, settings.jobs);
    const wrong = await judge(run, broken, folder, settings.files);
    const { seconds, exitCode, residentBytes } = run;
    const megabytes = residentBytes.map((bytes) => Math.round(bytes / 2 ** 20));
    const parentMegabytes = { atQuarters: quarters(megabytes), most: Math.max(...megabytes) };
    const summary = { files: settings.files, broken: broken.size, exitCode, seconds, parentMegabytes, wrong };
    await mkdir(dirname(settings.out), { recursive: true });
    await writeFile(settings.out, `${JSON.stringify({ bench: 'many-files', settings, summary }, undefined, 2)}\n`);
    process.stdout.write(
      `${settings.files} files, ${broken.size} of them broken, in ${seconds.toFixed(0)} s; exit code ${exitCode}; memory of the parent at quarters of the run: ${parentMegabytes.atQuarters.join(', ')} MB.\n`,
    );
    for (const sentence of wrong) process.stdout.write(`wrong: ${sentence}\n`);
    if (wrong.length > 0) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the files; gives the names of those that are broken. */
async function drawFolder(folder: string, count: number): Promise<ReadonlySet<string>> {
  await mkdir(folder);
  const specimens = await drawSpecimens(folder);
  const photos = specimens.filter(
    ({ name }) => /\.(jpg|png|webp|tif|gif)$/.test(name) && !name.startsWith('animation'),
  );
  const broken = new Set<string>();
  for (let i = 0; i < count; i++) {
    const { name, bytes } = photos[i % photos.length]!;
    const isBroken = i % brokenEvery === 7;
    const file = `${String(i).padStart(5, '0')}-${name}`;
    if (isBroken) broken.add(file);
    await writeFile(join(folder, file), isBroken ? bytes.subarray(0, 20) : bytes);
  }
  return broken;
}

interface ManyFilesRun {
  readonly exitCode: number | null;
  readonly seconds: number;
  /** Lines of stdout that tell of a file. */
  readonly files: readonly { readonly file: string; readonly status: string }[];
  readonly stderrLines: number;
  /** Of the parent, once a second. */
  readonly residentBytes: readonly number[];
}

async function hideFolder(folder: string, jobs: number): Promise<ManyFilesRun> {
  const argv = ['hide', 'in', '-o', 'out', '--text', 'none', '--no-verify', '--json', '--jobs', String(jobs)];
  const startedMs = performance.now();
  const child = spawn(process.execPath, [program, ...argv], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const residentBytes: number[] = [];
  const watch = setInterval(() => {
    void readResident(child.pid ?? 0).then((bytes) => bytes !== undefined && residentBytes.push(bytes));
  }, 1000);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  clearInterval(watch);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly event: string; readonly file: string; readonly status: string });
  return {
    exitCode,
    seconds: (performance.now() - startedMs) / 1000,
    files: events.filter(({ event }) => event === 'file'),
    stderrLines: stderr.trimEnd().split('\n').length,
    residentBytes,
  };
}

/** What is not as it must be, one sentence each. */
async function judge(
  { exitCode, files, stderrLines, residentBytes }: ManyFilesRun,
  broken: ReadonlySet<string>,
  folder: string,
  count: number,
): Promise<string[]> {
  const failed = files.filter(({ status }) => status === 'failed').map(({ file }) => file);
  const outputs = await readdir(join(folder, 'out'));
  const third = Math.floor(residentBytes.length / 3);
  const growth = Math.max(...residentBytes.slice(-third)) - Math.max(...residentBytes.slice(0, third));
  return [
    exitCode !== 1 && `Expected exit code 1, received ${exitCode}.`,
    new Set(files.map(({ file }) => file)).size !== count && 'Not every file was told of.',
    files.length !== count && `Expected ${count} lines that tell of a file, received ${files.length}.`,
    (failed.length !== broken.size || failed.some((file) => !broken.has(file.slice('in/'.length)))) &&
      'Other files failed than those that are broken.',
    stderrLines !== broken.size && `Expected ${broken.size} lines on stderr, received ${stderrLines}.`,
    outputs.length !== count - broken.size && `Expected ${count - broken.size} outputs, received ${outputs.length}.`,
    third > 3 && growth > 100e6 && `The parent grew by ${Math.round(growth / 2 ** 20)} MB.`,
  ].filter((sentence) => sentence !== false);
}

/** Resident memory of a process; `undefined` where it is gone or there is no /proc. */
async function readResident(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/statm`, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  });
  return text === undefined ? undefined : Number(text.split(' ')[1]) * 4096;
}

function quarters(values: readonly number[]): number[] {
  return [0, 0.25, 0.5, 0.75, 1].map((share) => values[Math.floor(share * (values.length - 1))] ?? 0);
}

function parseSettings(argv: readonly string[]): ManyFilesSettings {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      files: { type: 'string', default: '5000' },
      jobs: { type: 'string', default: '2' },
      out: { type: 'string', default: join('results', 'many-files.json') },
    },
  });
  return { files: positive('--files', values.files), jobs: positive('--jobs', values.jobs), out: values.out };
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new TypeError(`Expected a whole number above 0 for ${option}, received ${text}.`);
  return value;
}
