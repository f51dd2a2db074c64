import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ClipServer } from '@passerby/live';
import { filmMarked } from './film-marked.ts';
import { LiveGateway } from './live-gateway.ts';

const watchedSeconds = 6;
/** GStreamer's RTSP server as the one that is pushed to. */
const recorder = fileURLToPath(new URL('../../../apps/live/test/gstreamer-file-camera.py', import.meta.url));

interface Row {
  readonly program: string;
  readonly role: string;
  /** Frames that it decoded or stored in the time that it had. */
  readonly frames: number;
}

/** `live-interop`: other programs as clients of the hidden stream, and as the server that it is pushed to: how many frames each of them took. */
export async function runLiveInterop(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      cache: { type: 'string', default: join('bench', 'cache') },
      out: { type: 'string', default: join('bench', 'results', 'live-interop.json') },
    },
  });
  const clip = await filmMarked(values.cache, {
    seed: 'live 0',
    stratum: 'street',
    width: 640,
    height: 360,
    seconds: 12,
  });
  const folder = await mkdtemp(join(tmpdir(), 'passerby-bench-'));
  const pushed = join(folder, 'pushed.ts');
  const server = spawn(
    '/usr/bin/python3',
    [
      recorder,
      'record',
      `( rtph264depay name=depay0 ! h264parse config-interval=-1 ! mpegtsmux ! filesink location="${pushed}" sync=false )`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const rows: Row[] = [];
  try {
    const [port] = (await once(server.stdout, 'data')) as [Buffer];
    await using cameras = await ClipServer.start([{ name: 'cam', path: clip.path }], {
      listen: { host: '127.0.0.1', port: 0 },
    });
    const push = `rtsp://127.0.0.1:${Number(port.toString())}/cam`;
    await using gateway = await LiveGateway.start(folder, [
      { name: 'gate', source: cameras.urlOf('cam'), text: 'none', push },
    ]);
    const url = gateway.urls['gate'] ?? '';
    await waitForPicture(url);
    for (const transport of ['tcp', 'udp'] as const) {
      rows.push({ program: 'ffmpeg', role: `client over ${transport}`, frames: await watchWithFfmpeg(url, transport) });
      const file = join(folder, `${transport}.h264`);
      rows.push({
        program: 'GStreamer',
        role: `client over ${transport}`,
        frames: await watchWithGstreamer(url, transport, file),
      });
    }
    rows.push({ program: 'GStreamer', role: 'server that is pushed to', frames: countFrames(pushed) });
  } finally {
    server.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
  for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
  await writeFile(values.out, `${JSON.stringify({ watchedSeconds, rows }, undefined, 2)}\n`);
}

async function waitForPicture(url: string): Promise<void> {
  if ((await watchWithFfmpeg(url, 'tcp')) === 0) throw new Error('Expected pictures, received none.');
}

async function watchWithFfmpeg(url: string, transport: 'tcp' | 'udp'): Promise<number> {
  const input = ['-loglevel', 'error', '-rtsp_transport', transport, '-i', url, '-t', `${watchedSeconds}`];
  const child = spawn('ffmpeg', [...input, '-progress', '-', '-f', 'null', '-'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  await endWithin(child, watchedSeconds + 4);
  return Number([...said.matchAll(/^frame=(\d+)$/gm)].at(-1)?.[1] ?? 0);
}

async function watchWithGstreamer(url: string, transport: 'tcp' | 'udp', file: string): Promise<number> {
  const source = ['rtspsrc', `location=${url}`, `protocols=${transport}`, 'latency=0'];
  const sink = [
    'rtph264depay',
    '!',
    'h264parse',
    '!',
    'video/x-h264,stream-format=byte-stream',
    '!',
    'filesink',
    `location=${file}`,
  ];
  const child = spawn('gst-launch-1.0', ['-q', '-e', ...source, '!', ...sink], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await endWithin(child, watchedSeconds);
  return countFrames(file);
}

/** As Ctrl-C would, then for good. */
async function endWithin(child: ChildProcess, seconds: number): Promise<void> {
  const exited = once(child, 'exit');
  await Promise.race([exited, delay(seconds * 1000)]);
  child.kill('SIGINT');
  await Promise.race([exited, delay(2000)]);
  child.kill('SIGKILL');
  await exited;
}

function countFrames(file: string): number {
  const counting = ['-v', 'error', '-count_frames', '-select_streams', 'v', '-show_entries', 'stream=nb_read_frames'];
  return Number.parseInt(execFileSync('ffprobe', [...counting, '-of', 'csv=p=0', file]).toString(), 10);
}
