import { spawn, type ChildProcess } from 'node:child_process';
import type { RgbFrame } from './read-rgb-frames.ts';

export interface WatchOptions {
  readonly url: string;
  /** Pixels that every frame is scaled to. */
  readonly width: number;
  readonly height: number;
  readonly transport?: 'tcp' | 'udp';
  /** Borrowed until it returns. */
  readonly onFrame: (frame: RgbFrame, receivedMs: number) => void;
}

/**
 * Watches a stream with FFmpeg's command line, a client that shares no code with ours, and gives every frame as it comes.
 * Like a recorder it never connects again: when the stream breaks it ends.
 */
export class StreamWatcher implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #frameBytes: number;
  readonly #frame: Uint8Array;
  readonly #options: WatchOptions;
  #filled = 0;
  #frames = 0;
  #complaints = '';

  constructor(options: WatchOptions) {
    this.#options = options;
    const { url, width, height, transport = 'tcp' } = options;
    this.#frameBytes = width * height * 3;
    this.#frame = new Uint8Array(this.#frameBytes);
    const quick = ['-fflags', 'nobuffer', '-flags', 'low_delay', '-analyzeduration', '100000', '-timeout', '8000000'];
    const output = [
      '-an',
      '-fps_mode',
      'passthrough',
      '-vf',
      `scale=${width}:${height}`,
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      'pipe:1',
    ];
    this.#process = spawn(
      'ffmpeg',
      ['-hide_banner', '-nostdin', '-loglevel', 'error', ...quick, '-rtsp_transport', transport, '-i', url, ...output],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#process.stdout?.on('data', (bytes: Buffer) => this.#take(bytes));
    this.#process.stderr?.on(
      'data',
      (bytes: Buffer) => (this.#complaints = (this.#complaints + bytes.toString()).slice(-2000)),
    );
    this.#process.on('error', (error) => (this.#complaints += error.message));
  }

  /** Whether the client still has its connection. */
  get isConnected(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null && this.#process.pid !== undefined;
  }

  get frames(): number {
    return this.#frames;
  }

  /** What FFmpeg complained about last. */
  get complaints(): string {
    return this.#complaints;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.isConnected) return;
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await exited;
  }

  #take(bytes: Buffer): void {
    for (let at = 0; at < bytes.byteLength;) {
      const count = Math.min(bytes.byteLength - at, this.#frameBytes - this.#filled);
      this.#frame.set(bytes.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled < this.#frameBytes) continue;
      this.#filled = 0;
      this.#frames++;
      const { width, height, onFrame } = this.#options;
      onFrame({ width, height, rgb: this.#frame }, performance.now());
    }
  }
}
