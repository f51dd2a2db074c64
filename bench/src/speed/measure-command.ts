import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/** What one run of a command cost. */
export interface Cost {
  readonly wallSeconds: number;
  /** User and system time of the command and of all processes that it waited for. */
  readonly cpuSeconds: number;
  /** Largest sum of resident memory over its processes, looked at five times a second; `undefined` where there is no /proc. */
  readonly peakMegabytes: number | undefined;
  /** Largest resident memory that any one of these processes ever had, as the kernel keeps it (VmHWM). */
  readonly peakOfOneMegabytes: number | undefined;
}

/** Runs a command, waits for it and tells what it cost and what it printed. @throws Error where it fails. */
export async function measureCommand(
  command: string,
  args: readonly string[],
): Promise<Cost & { readonly stdout: string }> {
  // bash is the one portable way to the processor time of a whole tree of processes.
  const child = spawn('bash', ['-c', 'TIMEFORMAT="%3R %3U %3S"; time "$@"', 'bash', command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const { promise, resolve, reject } = promiseParts<number | null>();
  child.on('error', reject).on('close', resolve);
  const isDone = promise.then(
    () => true,
    () => true,
  );
  let peak: Resident | undefined;
  while (!(await Promise.race([isDone, setTimeout(200, false)]))) {
    const now = await residentMemory(child.pid ?? 0);
    if (now) {
      const { sumBytes = 0, peakOfOneBytes = 0 } = peak ?? {};
      peak = {
        sumBytes: Math.max(sumBytes, now.sumBytes),
        peakOfOneBytes: Math.max(peakOfOneBytes, now.peakOfOneBytes),
      };
    }
  }
  if ((await promise) !== 0) throw new Error(`${command} failed: ${stderr.slice(-500)}`);
  const [wall = 0, user = 0, system = 0] = (stderr.trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number);
  return {
    wallSeconds: wall,
    cpuSeconds: user + system,
    stdout,
    peakMegabytes: peak && peak.sumBytes / 2 ** 20,
    peakOfOneMegabytes: peak && peak.peakOfOneBytes / 2 ** 20,
  };
}

interface PromiseParts<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

/** Promise.withResolvers, which Node 20 has not. */
function promiseParts<Value>(): PromiseParts<Value> {
  let resolve!: PromiseParts<Value>['resolve'];
  let reject!: PromiseParts<Value>['reject'];
  const promise = new Promise<Value>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

interface Resident {
  /** Of all processes now. */
  readonly sumBytes: number;
  /** Of the one that had most, at its worst. */
  readonly peakOfOneBytes: number;
}

/** Resident memory of a process and its descendants. */
async function residentMemory(root: number): Promise<Resident | undefined> {
  if (process.platform !== 'linux') return undefined;
  const parents = new Map<number, number>();
  const statuses = new Map<number, string>();
  for (const name of await readdir('/proc')) {
    const id = Number(name);
    if (!Number.isInteger(id)) continue;
    const status = await readStatus(id);
    if (status === undefined) continue;
    parents.set(id, Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0));
    statuses.set(id, status);
  }
  let sumBytes = 0;
  let peakOfOneBytes = 0;
  for (const [id, status] of statuses) {
    for (let ancestor: number | undefined = id; ancestor; ancestor = parents.get(ancestor)) {
      if (ancestor !== root) continue;
      sumBytes += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
      peakOfOneBytes = Math.max(peakOfOneBytes, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024);
      break;
    }
  }
  return { sumBytes, peakOfOneBytes };
}

/** `undefined` where the process has ended meanwhile. */
async function readStatus(id: number): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${id}/status`, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
