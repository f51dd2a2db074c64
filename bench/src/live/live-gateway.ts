import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@passerby/street';

const passerby = fileURLToPath(new URL('../../../apps/cli/bin/passerby.js', import.meta.url));

/** A camera of the gateway under test. */
export interface BenchCamera {
  readonly name: string;
  readonly source: string;
  readonly text: 'none' | 'all';
  /** A server that the hidden stream is sent to, too. */
  readonly push?: string;
  readonly output?: Readonly<Record<string, unknown>>;
}

/** CPU seconds and memory of the gateway and all its workers. */
export interface GatewayUse {
  readonly cpuSeconds: number;
  /** The same by what it was used for: the workers' main threads, their other threads, and the gateway's own process. */
  readonly stages: { readonly pictures: number; readonly looks: number; readonly serving: number };
  readonly memoryBytes: number;
  readonly gatewayMemoryBytes: number;
}

/** `passerby live` as a process of its own, measured from outside. */
export class LiveGateway implements AsyncDisposable {
  readonly urls: Readonly<Record<string, string>>;
  readonly #process: ChildProcess;
  /** Events of `--json` since the start. */
  readonly events: Readonly<Record<string, unknown>>[] = [];

  private constructor(child: ChildProcess, urls: Readonly<Record<string, string>>) {
    this.#process = child;
    this.urls = urls;
  }

  /** Starts it and waits until it listens. `ports`: others do as well where none is given. */
  static async start(folder: string, cameras: readonly BenchCamera[]): Promise<LiveGateway> {
    const file = join(folder, 'passerby.yaml');
    const [rtsp, web] = [await freePort(), await freePort()];
    await writeFile(file, JSON.stringify({ listen: { rtsp: `127.0.0.1:${rtsp}`, web: `127.0.0.1:${web}` }, cameras }));
    const child = spawn(process.execPath, [passerby, 'live', '--config', file, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaints = '';
    child.stderr.on('data', (bytes: Buffer) => (complaints = (complaints + bytes.toString()).slice(-4000)));
    const urls = Object.fromEntries(cameras.map(({ name }) => [name, `rtsp://127.0.0.1:${rtsp}/${name}`]));
    const gateway = new LiveGateway(child, urls);
    let rest = '';
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`The gateway ended. ${complaints}`)));
      child.stdout.on('data', (bytes: Buffer) => {
        const lines = (rest + bytes.toString()).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const event = JSON.parse(line) as Record<string, unknown>;
          gateway.events.push(event);
          if (event['event'] === 'ready') resolve();
        }
      });
    });
    return gateway;
  }

  get processId(): number {
    return this.#process.pid ?? 0;
  }

  /** What it and its workers have used so far. */
  use(): GatewayUse {
    const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss=']).toString();
    const rows = listed.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
    const own = rows.filter(([pid]) => pid === this.processId);
    const workers = rows.filter(([, parent]) => parent === this.processId);
    const stages = { pictures: 0, looks: 0, serving: cpuSecondsOf(`${this.processId}`) };
    for (const [pid = 0] of workers) {
      const main = cpuSecondsOf(`${pid}/task/${pid}`);
      stages.pictures += main;
      stages.looks += cpuSecondsOf(`${pid}`) - main;
    }
    return {
      cpuSeconds: stages.pictures + stages.looks + stages.serving,
      stages,
      memoryBytes: [...own, ...workers].reduce((sum, [, , rss = 0]) => sum + rss * 1024, 0),
      gatewayMemoryBytes: (own[0]?.[2] ?? 0) * 1024,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGTERM');
    await exited;
  }
}

/** Of a process, or of one of its threads (`PID/task/TID`), finer than `ps` says it: hundredths of a second. */
function cpuSecondsOf(which: string): number {
  const stat = readFileSync(`/proc/${which}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
