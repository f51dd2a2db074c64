import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ClipServer, Secret } from '@passerby/live';
import { StreamWatcher } from '@passerby/street';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { filmStreet } from './film-street.ts';
import { livingProcesses, survivorsOf } from './living-processes.ts';
import { ensureFfmpeg, goFirst, passerbyBin } from './test-tools.ts';

const cameraPassword = 'p@ss w/rd"%';
const viewerPassword = 'seen-by-nobody';
const sockets: Socket[] = [];

interface Event {
  readonly event: string;
  readonly rtsp?: Readonly<Record<string, string>>;
  readonly state?: string;
  readonly reason?: string;
}

/** `passerby live` as a user starts it. */
class GatewayProcess {
  readonly events: Event[] = [];
  readonly process: ChildProcess;
  readonly exited: Promise<unknown>;
  output = '';

  constructor(file: string) {
    this.process = spawn(process.execPath, [passerbyBin, 'live', '--config', file, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GATE_PASSWORD: cameraPassword, NVR_PASSWORD: viewerPassword },
    });
    this.exited = once(this.process, 'exit');
    let rest = '';
    this.process.stdout?.on('data', (bytes: Buffer) => {
      this.output += bytes.toString();
      const lines = (rest + bytes.toString()).split('\n');
      rest = lines.pop() ?? '';
      this.events.push(...lines.map((line) => JSON.parse(line) as Event));
    });
    this.process.stderr?.on('data', (bytes: Buffer) => (this.output += bytes.toString()));
  }

  async waitFor(isIt: (event: Event) => boolean, timeoutMs = 20_000): Promise<Event> {
    const startedMs = performance.now();
    for (;;) {
      const found = this.events.find(isIt);
      if (found) return found;
      if (performance.now() - startedMs > timeoutMs)
        throw new Error(`Expected an event that did not come. ${this.output}`);
      await delay(50);
    }
  }

  /** Gives the exit code and how long it took. */
  async end(signal: NodeJS.Signals): Promise<{ readonly code: number | null; readonly tookMs: number }> {
    const startedMs = performance.now();
    this.process.kill(signal);
    await this.exited;
    return { code: this.process.exitCode, tookMs: performance.now() - startedMs };
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  get workerIds(): readonly number[] {
    return livingProcesses()
      .filter(({ parentId }) => parentId === this.process.pid)
      .map(({ id }) => id);
  }
}

let folder: string;
let file: string;
let cameras: ClipServer;
let gateway: GatewayProcess;
let port: number;

/** A viewer with the right password. */
function watch(
  onFrame: () => void = () => {},
  transport: 'tcp' | 'udp' = 'tcp',
  password = viewerPassword,
): StreamWatcher {
  const url = `rtsp://nvr:${password}@127.0.0.1:${port}/gate`;
  return new StreamWatcher({ url, width: 64, height: 36, transport, onFrame });
}

async function framesWithin(watcher: StreamWatcher, timeoutMs: number): Promise<number> {
  await delay(timeoutMs);
  return watcher.frames;
}

beforeAll(async () => {
  await ensureFfmpeg();
  goFirst();
  folder = await mkdtemp(join(tmpdir(), 'passerby-gateway-'));
  const street = await filmStreet(folder, 'gateway', { seconds: 6 });
  cameras = await ClipServer.start([{ name: 'cam', path: street.path }], {
    listen: { host: '127.0.0.1', port: 0 },
    access: { user: 'user', password: new Secret(cameraPassword) },
  });
  file = join(folder, 'passerby.yaml');
  await writeFile(
    file,
    `listen: { web: "127.0.0.1:0", rtsp: "127.0.0.1:0" }
cameras:
  - { name: gate, source: "rtsp://user:\${GATE_PASSWORD}@127.0.0.1:${cameras.address.port}/cam", transport: tcp, text: none }
access: { rtsp: { user: nvr, password: "\${NVR_PASSWORD}" } }
`,
  );
});

/** Starts a gateway and waits for its first picture. */
async function start(): Promise<void> {
  gateway = new GatewayProcess(file);
  const { rtsp } = await gateway.waitFor(({ event }) => event === 'ready');
  port = Number(new URL(rtsp?.['gate'] ?? '').port);
  await gateway.waitFor(({ event, state }) => event === 'camera' && state === 'live');
}

/** Every test finds a gateway that runs, whatever the one before left. */
beforeEach(async () => {
  if (!gateway?.isRunning) await start();
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  gateway?.process.kill('SIGKILL');
  await cameras?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('passerby live', () => {
  it.each(['tcp', 'udp'] as const)('is watched over %s', async (transport) => {
    await using watcher = watch(() => {}, transport);
    expect(await framesWithin(watcher, 5000)).toBeGreaterThan(30);
  });

  it('asks for the password, on loopback too', async () => {
    for (const password of ['wrong', '']) {
      await using watcher = watch(() => {}, 'tcp', password);
      expect(await framesWithin(watcher, 3000)).toBe(0);
      expect(watcher.isConnected).toBe(false);
      expect(watcher.complaints).toContain('401');
    }
  });

  it('says no password anywhere', () => {
    const listed = execFileSync('ps', ['-A', '-ww', '-o', 'args=']).toString();
    for (const secret of [cameraPassword, encodeURIComponent(cameraPassword)]) {
      expect(gateway.output).not.toContain(secret);
      expect(listed).not.toContain(secret);
    }
    expect(gateway.output).not.toContain(viewerPassword);
    const workers = gateway.workerIds;
    expect(workers.length).toBe(1);
  });

  it('has viewers come and go, twenty at once, without disturbing one that stays', async () => {
    let last = performance.now();
    let longestMs = 0;
    await using staying = watch(() => {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
    });
    await framesWithin(staying, 3000);
    longestMs = 0;
    for (let round = 0; round < 20; round++) {
      const socket = connect(port, '127.0.0.1');
      sockets.push(socket);
      socket.on('error', () => {});
      socket.write(`DESCRIBE rtsp://127.0.0.1:${port}/gate RTSP/1.0\r\nCSeq: 1\r\n\r\n`);
    }
    const others = Array.from({ length: 4 }, () => watch());
    for (let waited = 0; waited < 100 && others.some(({ frames }) => frames === 0); waited++) await delay(100);
    for (const other of others) expect(other.frames).toBeGreaterThan(0);
    for (const other of others) await other[Symbol.asyncDispose]();
    await delay(500);
    expect(staying.isConnected).toBe(true);
    expect(longestMs).toBeLessThan(2000);
  });

  it('is not hurt by hostile clients', async () => {
    await using staying = watch();
    await framesWithin(staying, 2500);
    const before = staying.frames;
    const open = (text: string | Buffer): void => {
      const socket = connect(port, '127.0.0.1');
      sockets.push(socket);
      socket.on('error', () => {});
      socket.write(text);
    };
    for (let count = 0; count < 200; count++) open('OPTIONS * RTSP/1.0\r\nCSeq:');
    open(Buffer.alloc(5_000_000, 0x41));
    open(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    open('OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n'.repeat(5000));
    open(Buffer.from([0x24, 0, 0xff, 0xff]));
    await delay(3000);
    expect(staying.isConnected).toBe(true);
    expect(staying.frames - before).toBeGreaterThan(20);
    await using another = watch();
    expect(await framesWithin(another, 3000)).toBeGreaterThan(10);
    const listed = execFileSync('ps', ['-o', 'rss=', '-p', String(gateway.process.pid)]).toString();
    expect(Number(listed) / 1024).toBeLessThan(400);
  });

  it('goes on after a reload, and refuses a broken configuration', async () => {
    const [worker] = gateway.workerIds;
    gateway.process.kill('SIGHUP');
    await gateway.waitFor(({ event }) => event === 'reloaded');
    expect(gateway.workerIds).toEqual([worker]);
  });

  it('leaves nothing running when it is killed', async () => {
    const workers = gateway.workerIds;
    expect(workers.length).toBe(1);
    await gateway.end('SIGKILL');
    expect(await survivorsOf(workers, 10_000)).toEqual([]);
  });

  it('shows pictures again within 5 s of a start after it was killed', async () => {
    await gateway.end('SIGKILL');
    const startedMs = performance.now();
    await start();
    expect(performance.now() - startedMs).toBeLessThan(5000);
    await using watcher = watch();
    expect(await framesWithin(watcher, 3000)).toBeGreaterThan(10);
  });

  it('tells its viewers and ends with 0 within 5 s of SIGTERM', async () => {
    await using watcher = watch();
    await framesWithin(watcher, 2500);
    const { code, tookMs } = await gateway.end('SIGTERM');
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(5000);
    await delay(1000);
    expect(watcher.isConnected).toBe(false);
  });

  it('refuses to be reachable from elsewhere without a password', async () => {
    const exposed = join(folder, 'exposed.yaml');
    await writeFile(
      exposed,
      'listen: { rtsp: "0.0.0.0:0" }\ncameras: [{ name: gate, source: "rtsp://127.0.0.1:1/cam" }]\n',
    );
    const refused = new GatewayProcess(exposed);
    await refused.exited;
    expect(refused.process.exitCode).toBe(2);
    expect(refused.output).toContain('access.rtsp');
  });
});
