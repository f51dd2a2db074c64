import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { writeClip } from '@passerby/street';

/** How a run is ended, and what must be left: no output and no process after this long. */
const endings = ['SIGINT', 'SIGTERM', 'SIGKILL', 'worker killed'] as const;
const graceSeconds = 5;

/** One run that was ended at a random moment. */
interface Ended {
  readonly ending: (typeof endings)[number];
  readonly afterMs: number;
  /** Whether the moment lay before its end. */
  readonly wasInTime: boolean;
  /** Names in the folder beside the input. */
  readonly left: readonly string[];
  readonly processesLeft: number;
}

/**
 * Ends hiding at random moments, by Ctrl-C, by killing the command and by killing its worker, and looks for what is left:
 * a partial output, a temporary file, a process. Linux only: it reads /proc.
 */
export async function runFaults(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      runs: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: join('results', 'faults.json') },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'passerby-faults-'));
  const ended: Ended[] = [];
  try {
    await writeClip(join(folder, 'street.mp4'), { seed: 'faults', width: 640, height: 360, seconds: 4 });
    const wholeMs = (await endOnce(folder, 'SIGINT', Infinity)).afterMs;
    const random = seeded(Number(values.seed));
    for (let run = 0; run < Number(values.runs); run++) {
      const ending = endings[run % endings.length] as (typeof endings)[number];
      ended.push(await endOnce(folder, ending, random() * wholeMs));
      process.stderr.write(`${run + 1}: ${JSON.stringify(ended.at(-1))}\n`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const bad = ended.filter(({ left, processesLeft }) => left.length > 0 || processesLeft > 0);
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
  const summary = { runs: ended.length, inTime: ended.filter(({ wasInTime }) => wasInTime).length, bad };
  await mkdir(dirname(values.out), { recursive: true });
  await writeFile(values.out, `${JSON.stringify({ bench: 'faults', machine, ...summary }, undefined, 2)}\n`);
  process.stdout.write(
    `${summary.inTime} of ${summary.runs} runs were ended before they finished; ${bad.length} left something.\n`,
  );
  if (bad.length > 0) process.exitCode = 1;
}

async function endOnce(folder: string, ending: Ended['ending'], afterMs: number): Promise<Ended> {
  const program = fileURLToPath(new URL('../../../apps/cli/bin/passerby.js', import.meta.url));
  const args = [program, 'hide', 'street.mp4', '--text', 'none', '--no-verify', '--json'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  const start = performance.now();
  const exited = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  const workers = new Set<number>();
  const watch = setInterval(() => {
    void childrenOf(child.pid).then((found) => found.forEach((id) => workers.add(id)));
  }, 50);
  try {
    const isOver = exited.then(() => true);
    const wasInTime = !(await Promise.race([
      isOver,
      setTimeout(Math.min(afterMs, 2 ** 31 - 1), false, { ref: false }),
    ]));
    const victims = ending === 'worker killed' ? await childrenOf(child.pid) : [child.pid ?? 0];
    if (wasInTime) for (const id of victims) process.kill(id, ending === 'worker killed' ? 'SIGKILL' : ending);
    const code = await exited;
    const lasted = performance.now() - start;
    const deadline = Date.now() + graceSeconds * 1000;
    while (Date.now() < deadline && [...workers].some(isAlive)) await setTimeout(50);
    const left = (await readdir(folder)).filter((name) => name !== 'street.mp4');
    // Ended too late, or it was no worker yet that could be killed: then the output is whole, as its exit code says.
    const isWhole = code === 0 && left.length === 1 && left[0] === 'street.hidden.mp4';
    for (const name of left) await rm(join(folder, name), { force: true });
    return {
      ending,
      afterMs: Math.round(lasted),
      wasInTime: wasInTime && code !== 0,
      left: isWhole ? [] : left,
      processesLeft: [...workers].filter(isAlive).length,
    };
  } finally {
    clearInterval(watch);
  }
}

/** Processes that were started by this one. */
async function childrenOf(parent: number | undefined): Promise<number[]> {
  try {
    const listed = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8');
    return listed.split(' ').filter(Boolean).map(Number);
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
