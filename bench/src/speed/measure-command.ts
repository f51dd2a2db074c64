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
  let peakBytes: number | undefined;
  while (!(await Promise.race([isDone, setTimeout(200, false)]))) {
    const bytes = await residentBytes(child.pid ?? 0);
    if (bytes !== undefined) peakBytes = Math.max(peakBytes ?? 0, bytes);
  }
  if ((await promise) !== 0) throw new Error(`${command} failed: ${stderr.slice(-500)}`);
  const [wall = 0, user = 0, system = 0] = (stderr.trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number);
  return {
    wallSeconds: wall,
    cpuSeconds: user + system,
    stdout,
    peakMegabytes: peakBytes === undefined ? undefined : peakBytes / 2 ** 20,
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

/** Resident memory of a process and its descendants. */
async function residentBytes(root: number): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  const parents = new Map<number, number>();
  const sizes = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    const id = Number(name);
    if (!Number.isInteger(id)) continue;
    const status = await readStatus(id);
    if (status === undefined) continue;
    parents.set(id, Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0));
    sizes.set(id, Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024);
  }
  let sum = 0;
  for (const [id, size] of sizes) {
    for (let ancestor: number | undefined = id; ancestor; ancestor = parents.get(ancestor)) {
      if (ancestor !== root) continue;
      sum += size;
      break;
    }
  }
  return sum;
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
