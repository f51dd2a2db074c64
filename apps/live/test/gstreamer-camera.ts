import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ClipServer } from '@passerby/live';
import { ensureDebianPackages } from '../../../scripts/ensure-debian-packages.ts';

const script = fileURLToPath(new URL('./gstreamer-camera.py', import.meta.url));

/** GStreamer's RTSP server, where it is missing. */
export async function ensureGstreamer(): Promise<void> {
  const plugins = '/usr/lib/x86_64-linux-gnu/gstreamer-1.0';
  await ensureDebianPackages([
    { file: '/usr/bin/python3', packages: ['python3'] },
    {
      file: '/usr/lib/x86_64-linux-gnu/girepository-1.0/GstRtspServer-1.0.typelib',
      packages: ['gir1.2-gst-rtsp-server-1.0', 'python3-gi', 'gstreamer1.0-rtsp'],
    },
    { file: `${plugins}/libgstrtp.so`, packages: ['gstreamer1.0-plugins-good'] },
    { file: `${plugins}/libgstvideoparsersbad.so`, packages: ['gstreamer1.0-plugins-bad'] },
    { file: `${plugins}/libgstapp.so`, packages: ['gstreamer1.0-plugins-base'] },
  ]);
}

/** A camera that shares no code with ours: GStreamer's RTSP server with Digest, fed with what a clip's mount shows. */
export class GstreamerCamera implements AsyncDisposable {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #subscription: ReturnType<ClipServer['subscribe']>;

  private constructor(process: ChildProcess, url: string, subscription: ReturnType<ClipServer['subscribe']>) {
    this.#process = process;
    this.url = url;
    this.#subscription = subscription;
  }

  static async start(clips: ClipServer, name: string, password: string): Promise<GstreamerCamera> {
    const child = spawn('/usr/bin/python3', [script, password], { stdio: ['pipe', 'pipe', 'inherit'] });
    const port = await new Promise<number>((resolve, reject) => {
      child.stdout.once('data', (bytes: Buffer) => resolve(Number(bytes.toString())));
      child.once('exit', () => reject(new Error('GStreamer ended.')));
    });
    const subscription = clips.subscribe(name);
    const camera = new GstreamerCamera(child, `rtsp://user:${password}@127.0.0.1:${port}/cam`, subscription);
    void camera.#feed();
    return camera;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#subscription[Symbol.dispose]();
    if (this.#process.exitCode !== null) return;
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await exited;
  }

  async #feed(): Promise<void> {
    const { stdin } = this.#process;
    stdin?.on('error', () => {});
    for await (const { data } of this.#subscription) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(data.byteLength);
      stdin?.write(Buffer.concat([length, data]));
    }
  }
}
