import type { HiddenFrame } from '@passerby/engine';
import { StudioFailure } from '../job/job-failure.ts';
import type { ChosenEncoder } from './choose-encoder.ts';
import { planeLayout, type PlanarPicture } from './planar-picture.ts';

/** A coded picture. */
export interface CodedPicture {
  readonly bytes: Uint8Array;
  readonly isKey: boolean;
  readonly seconds: number;
  readonly durationSeconds: number;
  /** With the first one: what decoders need to know. */
  readonly decoderConfig?: VideoDecoderConfig | undefined;
}

/** Frames that wait inside the encoder, at most. */
const mostQueued = 4;
/** Players seek to key frames. */
const keyFrameSeconds = 4;

/** The browser's encoder for one video. */
export class FrameEncoder implements Disposable {
  readonly #encoder: VideoEncoder;
  readonly #times = new Map<number, { readonly seconds: number; readonly durationSeconds: number }>();
  readonly #coded: CodedPicture[] = [];
  #failure: StudioFailure | undefined;
  #wake: () => void = () => {};
  #lastKeySeconds = -Infinity;
  #sent = 0;
  #received = 0;

  constructor({ config, codec }: ChosenEncoder) {
    this.#encoder = new VideoEncoder({
      output: (chunk, metadata) => this.#receive(chunk, metadata),
      error: (error) => {
        this.#failure = new StudioFailure(
          'unsupported-codec',
          `This browser's ${codec} encoder failed.`,
          String(error),
        );
        this.#wake();
      },
    });
    this.#encoder.ondequeue = () => this.#wake();
    this.#encoder.configure(config);
  }

  /** Borrows the frame. Waits while the encoder is behind. */
  async encode(frame: HiddenFrame<PlanarPicture>): Promise<void> {
    const { bytes, form, seconds, durationSeconds } = frame.native;
    const timestamp = Math.round(seconds * 1e6);
    const isKey = seconds >= this.#lastKeySeconds + keyFrameSeconds;
    if (isKey) this.#lastKeySeconds = seconds;
    this.#times.set(timestamp, { seconds, durationSeconds });
    this.#sent++;
    const picture = new VideoFrame(bytes, {
      format: 'I420',
      codedWidth: form.width,
      codedHeight: form.height,
      layout: planeLayout(form).map(({ offset, stride }) => ({ offset, stride })),
      timestamp,
      duration: Math.round(durationSeconds * 1e6),
      colorSpace: form.colorSpace,
    });
    try {
      this.#check();
      this.#encoder.encode(picture, { keyFrame: isKey });
    } finally {
      picture.close();
    }
    while (this.#encoder.encodeQueueSize > mostQueued) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#check();
    }
  }

  /** Gives the pictures that are coded by now, in the order shown. @throws StudioFailure where the encoder failed. */
  take(): readonly CodedPicture[] {
    this.#check();
    return this.#coded.splice(0);
  }

  /** Waits for all pictures. @throws StudioFailure where the encoder failed or left pictures out. */
  async finish(): Promise<readonly CodedPicture[]> {
    this.#check();
    try {
      await this.#encoder.flush();
    } catch (error) {
      this.#check();
      throw error;
    }
    if (this.#received !== this.#sent) {
      throw new StudioFailure(
        'unsupported-codec',
        `Expected ${this.#sent} pictures from this browser's encoder, received ${this.#received}.`,
      );
    }
    return this.take();
  }

  [Symbol.dispose](): void {
    if (this.#encoder.state !== 'closed') this.#encoder.close();
  }

  #check(): void {
    if (this.#failure) throw this.#failure;
  }

  #receive(chunk: EncodedVideoChunk, metadata: EncodedVideoChunkMetadata | undefined): void {
    const time = this.#times.get(chunk.timestamp);
    if (!time) {
      this.#failure = new StudioFailure(
        'unsupported-codec',
        'The encoder gave a picture at a time when none is shown.',
      );
      return;
    }
    this.#times.delete(chunk.timestamp);
    this.#received++;
    const bytes = new Uint8Array(chunk.byteLength);
    chunk.copyTo(bytes);
    this.#coded.push({ bytes, isKey: chunk.type === 'key', ...time, decoderConfig: metadata?.decoderConfig });
  }
}
