import { drawClip } from '@passerby/street';
import {
  AV_PIX_FMT_YUV420P,
  AVERROR_EAGAIN,
  Codec,
  CodecContext,
  FF_ENCODER_LIBX264,
  FFmpegError,
  Frame,
  Packet,
  Rational,
} from 'node-av';
import sharp from 'sharp';
import type { CameraCounters, CameraStatus } from '../src/camera/camera-state.ts';
import type { LiveCamera } from '../src/camera/live-camera.ts';
import type { Gateway } from '../src/gateway/gateway.ts';
import type { PictureHealth } from '../src/health/picture-health.ts';
import { splitAnnexB } from '../src/rtp/packetize-h264.ts';
import { Mount } from '../src/stream/mount.ts';

const framesPerSecond = 15;
const cardsPerSecond = 2;

/** One frame of a drawn street: what it looks like and its samples for the encoder. */
interface StreetFrame {
  readonly rgb: Buffer;
  readonly planes: readonly [Buffer, Buffer, Buffer];
}

export interface StreetCameraOptions {
  readonly name: string;
  readonly width?: number;
  readonly height?: number;
}

/**
 * Stands in for a gateway's camera: a drawn street goes round, encoded in real time as a camera's worker would. Nothing is hidden in it, as
 * nobody is real in it. May be cut off and come back.
 */
export class StreetCamera implements LiveCamera, Disposable {
  readonly name: string;
  readonly mount: Mount;
  readonly #frames: readonly StreetFrame[];
  readonly #encoder: Encoder;
  readonly #size: { readonly width: number; readonly height: number };
  readonly #listeners = new Set<() => void>();
  readonly #startMs = performance.now();
  #status: CameraStatus = { state: 'live', reason: '', sinceMs: Date.now() };
  #health: PictureHealth | undefined;
  #timer: NodeJS.Timeout | undefined;
  #index = 0;
  /** Snapshots that were asked for. */
  snapshots = 0;

  static async open({ name, width = 480, height = 270 }: StreetCameraOptions): Promise<StreetCamera> {
    const film = await drawClip({ seed: name, width, height, fps: framesPerSecond, seconds: 6 });
    const frames = Array.from(film.frames(), ({ rgb }) => ({
      rgb: Buffer.from(rgb),
      planes: toYuv(rgb, width, height),
    }));
    return new StreetCamera(name, frames, { width, height });
  }

  private constructor(name: string, frames: readonly StreetFrame[], size: { width: number; height: number }) {
    this.name = name;
    this.mount = new Mount(name);
    this.#frames = frames;
    this.#size = size;
    this.#encoder = new Encoder(size.width, size.height);
    this.#film();
  }

  get status(): CameraStatus {
    return this.#status;
  }

  get health(): PictureHealth | undefined {
    return this.#health;
  }

  get counters(): CameraCounters {
    const isLive = this.#status.state === 'live';
    return {
      framesPerSecond: isLive ? framesPerSecond : 0,
      latencySeconds: isLive ? 0.02 : 0,
      looksPerSecond: isLive ? 5 : 0,
      pictures: this.#index,
      droppedPictures: 0,
      cardedSeconds: 0,
      reconnects: 0,
      restarts: 0,
    };
  }

  async snapshot(): Promise<Uint8Array> {
    this.snapshots++;
    const frame = this.#frames[this.#index % this.#frames.length];
    if (!frame) throw new Error('Expected a frame.');
    return sharp(frame.rgb, { raw: { ...this.#size, channels: 3 } })
      .jpeg()
      .toBuffer();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** The camera is lost: cards leave. */
  cut(): void {
    this.#change({ state: 'offline', reason: 'The camera does not answer.' });
  }

  /** It is back. */
  comeBack(): void {
    this.#change({ state: 'live', reason: '' });
  }

  judge(state: PictureHealth['state']): void {
    this.#health = { state, sinceMs: Date.now() };
    for (const listener of this.#listeners) listener();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.mount.close();
    this.#encoder[Symbol.dispose]();
  }

  #change(status: Omit<CameraStatus, 'sinceMs'>): void {
    this.#status = { ...status, sinceMs: Date.now() };
    for (const listener of this.#listeners) listener();
  }

  #film(): void {
    const isCard = this.#status.state !== 'live';
    const frame = this.#frames[this.#index++ % this.#frames.length];
    const planes = isCard ? card(this.#size) : frame?.planes;
    const seconds = (performance.now() - this.#startMs) / 1000;
    const data = planes && this.#encoder.encode(planes);
    if (data) {
      const units = [...splitAnnexB(data)];
      const find = (type: number): Uint8Array | undefined => units.find((unit) => ((unit[0] ?? 0) & 0x1f) === type);
      const [sequenceParameterSet, pictureParameterSet] = [find(7), find(8)];
      if (!this.mount.video && sequenceParameterSet && pictureParameterSet) {
        const codec = `avc1.${Buffer.from(sequenceParameterSet.subarray(1, 4)).toString('hex')}`;
        this.mount.open({ ...this.#size, framesPerSecond, sequenceParameterSet, pictureParameterSet, codec });
      }
      this.mount.push({
        data,
        isKeyFrame: find(5) !== undefined,
        seconds,
        durationSeconds: 1 / (isCard ? cardsPerSecond : framesPerSecond),
        receivedAtMs: isCard ? undefined : Date.now() - 20,
        isCard,
      });
    }
    this.#timer = setTimeout(() => this.#film(), 1000 / (isCard ? cardsPerSecond : framesPerSecond));
  }
}

/** A gateway of these cameras. */
export class StreetGateway implements Gateway {
  #cameras: readonly StreetCamera[];
  readonly #listeners = new Set<() => void>();

  constructor(cameras: readonly StreetCamera[]) {
    this.#cameras = cameras;
  }

  get cameras(): readonly StreetCamera[] {
    return this.#cameras;
  }

  set cameras(cameras: readonly StreetCamera[]) {
    this.#cameras = cameras;
    for (const listener of this.#listeners) listener();
  }

  onCamerasChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

class Encoder implements Disposable {
  readonly #context = new CodecContext();
  readonly #frame = new Frame();
  readonly #packet = new Packet();
  #count = 0n;

  constructor(width: number, height: number) {
    const codec = Codec.findEncoderByName(FF_ENCODER_LIBX264);
    if (!codec) throw new Error('Expected an FFmpeg with libx264.');
    this.#packet.alloc();
    this.#context.allocContext3(codec);
    this.#context.width = width;
    this.#context.height = height;
    this.#context.pixelFormat = AV_PIX_FMT_YUV420P;
    this.#context.timeBase = new Rational(1, framesPerSecond);
    this.#context.gopSize = 2 * framesPerSecond;
    this.#context.threadCount = 1;
    check(this.#context.setOption('preset', 'ultrafast'));
    check(this.#context.setOption('tune', 'zerolatency'));
    check(this.#context.setOption('x264-params', 'repeat-headers=1:scenecut=0:crf=28'));
    check(this.#context.open2Sync(codec));
    this.#frame.alloc();
    this.#frame.width = width;
    this.#frame.height = height;
    this.#frame.format = AV_PIX_FMT_YUV420P;
    check(this.#frame.getBuffer(0));
  }

  /** One picture in, one access unit out. */
  encode(planes: readonly Buffer[]): Buffer | undefined {
    check(this.#frame.makeWritable());
    for (const [index, plane] of planes.entries()) {
      const target = this.#frame.data?.[index];
      const stride = this.#frame.linesize[index] ?? 0;
      const width = this.#frame.width >> (index === 0 ? 0 : 1);
      for (let row = 0; row * width < plane.byteLength; row++) {
        target?.set(plane.subarray(row * width, (row + 1) * width), row * stride);
      }
    }
    this.#frame.pts = this.#count++;
    check(this.#context.sendFrameSync(this.#frame));
    const result = this.#context.receivePacketSync(this.#packet);
    if (result === AVERROR_EAGAIN) return undefined;
    check(result);
    return Buffer.from(this.#packet.data ?? Buffer.alloc(0));
  }

  [Symbol.dispose](): void {
    this.#frame.free();
    this.#packet.free();
    this.#context.freeContext();
  }
}

function check(result: number): void {
  FFmpegError.throwIfError(result, 'Could not encode');
}

/** Dark grey with a lighter bar: easily told from a street. */
function card({ width, height }: { readonly width: number; readonly height: number }): [Buffer, Buffer, Buffer] {
  const luma = Buffer.alloc(width * height, 45);
  luma.fill(120, width * Math.round(height * 0.45), width * Math.round(height * 0.55));
  const chroma = Buffer.alloc((width * height) / 4, 128);
  return [luma, chroma, chroma];
}

/** BT.709, limited range; colour from every other pixel. */
function toYuv(rgb: Uint8Array, width: number, height: number): [Buffer, Buffer, Buffer] {
  const planes: [Buffer, Buffer, Buffer] = [
    Buffer.alloc(width * height),
    Buffer.alloc((width * height) / 4),
    Buffer.alloc((width * height) / 4),
  ];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const [r, g, b] = [rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0];
      planes[0][y * width + x] = 16 + 0.183 * r + 0.614 * g + 0.062 * b;
      if (x % 2 === 0 && y % 2 === 0) {
        const to = (y / 2) * (width / 2) + x / 2;
        planes[1][to] = 128 - 0.101 * r - 0.339 * g + 0.439 * b;
        planes[2][to] = 128 + 0.439 * r - 0.399 * g - 0.04 * b;
      }
    }
  }
  return planes;
}
