import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseConfig, startGateway, type RunningGateway } from '@passerby/live';
import { freePort } from '@passerby/street';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { filmStreet, type FilmedStreet } from './film-street.ts';
import { ensureGstreamer } from './gstreamer-camera.ts';
import { HiddenRecording, type ReceivedFrame } from './hidden-recording.ts';
import { ensureFfmpeg, goFirst } from './test-tools.ts';
import { ensureDebianPackages } from '../../../scripts/ensure-debian-packages.ts';

const script = fileURLToPath(new URL('./gstreamer-file-camera.py', import.meta.url));
const seconds = 12;

let folder: string;
let street: FilmedStreet;
let certificate: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  await ensureFfmpeg();
  await ensureGstreamer();
  await ensureDebianPackages([
    { file: '/usr/bin/openssl', packages: ['openssl'] },
    { file: '/usr/lib/x86_64-linux-gnu/gio/modules/libgiognutls.so', packages: ['glib-networking'] },
  ]);
  goFirst();
  folder = await mkdtemp(join(tmpdir(), 'passerby-sources-'));
  street = await filmStreet(folder, 'live 1', { seconds });
  certificate = join(folder, 'camera.pem');
  const subject = ['-subj', '/CN=camera', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', certificate, '-out', join(folder, 'certificate.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files], {
    stdio: 'ignore',
  });
  execFileSync('sh', ['-c', `cat certificate.pem >> camera.pem`], { cwd: folder });
  // Read by the workers when they start: the one authority that this camera's certificate has.
  process.env['NODE_EXTRA_CA_CERTS'] = join(folder, 'certificate.pem');
});

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

afterAll(async () => {
  delete process.env['NODE_EXTRA_CA_CERTS'];
  await rm(folder, { recursive: true, force: true });
});

/** GStreamer's server; gives its port. */
async function serve(...options: readonly string[]): Promise<number> {
  const child = spawn('/usr/bin/python3', [script, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return Number(port.toString());
}

function encode(name: string, ...options: readonly string[]): string {
  const path = join(folder, name);
  execFileSync('ffmpeg', ['-loglevel', 'error', '-y', '-i', street.path, '-an', ...options, path]);
  return path;
}

async function gatewayOf(camera: string): Promise<RunningGateway> {
  const config = parseConfig(
    `listen: { web: "127.0.0.1:0", rtsp: "127.0.0.1:0" }\ncameras: [{ name: gate, text: none, ${camera} }]`,
    { environment: {}, fileName: 'passerby.yaml', folder },
  );
  return startGateway(config);
}

const h264 = (path: string): string =>
  `( filesrc location="${path}" ! qtdemux ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 )`;

/** Cameras that share no code with ours; each gives its `source` and further keys of the configuration. */
const cameras: Readonly<Record<string, () => Promise<string>>> = {
  'RTSP over UDP': async () => `source: "rtsp://127.0.0.1:${await serve(h264(street.path))}/cam", transport: udp`,
  RTSPS: async () => `source: "rtsps://127.0.0.1:${await serve(h264(street.path), certificate)}/cam"`,
  'H.265': async () => {
    const settings = ['-c:v', 'libx265', '-preset', 'ultrafast', '-crf', '20', '-bf', '0', '-g', '30', '-x265-params'];
    const path = encode('h265.mp4', ...settings, 'log-level=none:bframes=0', '-tag:v', 'hvc1');
    const launch = `( filesrc location="${path}" ! qtdemux ! h265parse config-interval=-1 ! rtph265pay name=pay0 pt=96 )`;
    return `source: "rtsp://127.0.0.1:${await serve(launch)}/cam"`;
  },
  'Motion JPEG over HTTP': async () => {
    const port = await freePort();
    const input = ['-re', '-stream_loop', '-1', '-i', street.path, '-an', '-c:v', 'mjpeg', '-q:v', '2'];
    const output = ['-content_type', 'multipart/x-mixed-replace;boundary=ffmpeg', '-f', 'mpjpeg', '-listen', '1'];
    running.push(
      spawn('ffmpeg', ['-loglevel', 'error', ...input, ...output, `http://127.0.0.1:${port}/cam`], {
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    );
    return `source: "http://127.0.0.1:${port}/cam"`;
  },
};

describe("a camera of somebody else's", () => {
  it.each(Object.keys(cameras))('is hidden: %s', async (kind) => {
    await using gateway = await gatewayOf((await cameras[kind]?.()) ?? '');
    await using recording = new HiddenRecording(gateway.rtspUrls['gate'] ?? '', street.truth);
    const pictures = (): readonly ReceivedFrame[] => recording.frames.filter(({ index }) => index !== undefined);
    for (let waited = 0; waited < 200 && pictures().length < 40; waited++) await delay(100);
    expect(pictures().length).toBeGreaterThanOrEqual(40);
    const exposed = pictures().filter(({ clear }) => clear.length > 0);
    expect(exposed.length).toBeLessThanOrEqual(0.05 * pictures().length);
  });
});

describe('a server that the hidden stream is pushed to', () => {
  it('records it', async () => {
    const file = join(folder, 'recorded.ts');
    const port = await serve(
      'record',
      `( rtph264depay name=depay0 ! h264parse config-interval=-1 ! mpegtsmux ! filesink location="${file}" sync=false )`,
    );
    const source = `source: "file:${street.path}", push: "rtsp://127.0.0.1:${port}/cam"`;
    {
      await using gateway = await gatewayOf(source);
      for (let waited = 0; waited < 100 && gateway.cameras[0]?.status.state !== 'live'; waited++) await delay(100);
      await delay(4000);
    }
    const counting = ['-v', 'error', '-count_frames', '-select_streams', 'v', '-show_entries', 'stream=nb_read_frames'];
    const counted = execFileSync('ffprobe', [...counting, '-of', 'csv=p=0', file]).toString();
    expect(Number.parseInt(counted, 10)).toBeGreaterThan(40);
  });
});
