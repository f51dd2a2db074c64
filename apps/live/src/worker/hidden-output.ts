import { drawCard, type HiddenFrame } from '@passerby/engine';
import type { AvPicture } from '@passerby/node/internal';
import type { HiddenPacket } from '../stream/hidden-packet.ts';
import type { MountVideo } from '../stream/mount.ts';
import { encodeJpeg } from './jpeg-encoder.ts';
import { LiveEncoder, parameterSetsOf, type LiveEncoderOptions } from './live-encoder.ts';
import type { MountForm } from './picture-fitter.ts';

/** Cards come this often, in seconds. */
export const cardStepSeconds = 0.5;
/** Figures are of the last so many seconds. */
const measuredSeconds = 5;

/** What left of late. */
export interface OutputFigures {
  readonly framesPerSecond: number;
  readonly latencySeconds: number;
}

/** The end of a camera's pipeline: encodes hidden pictures and cards, and nothing else, on the mount's clock. */
export class HiddenOutput {
  readonly form: MountForm;
  readonly #encoder: LiveEncoder;
  readonly #options: LiveEncoderOptions;
  readonly #send: (packet: HiddenPacket) => void;
  readonly #left: { readonly seconds: number; readonly latencySeconds: number }[] = [];
  readonly #snapshots: ((jpeg: Uint8Array) => void)[] = [];
  #lastSeconds: number;
  #needsKeyFrame = true;
  #pictures = 0;

  /** `fromSeconds`: nothing leaves at or before it. */
  constructor(form: MountForm, options: LiveEncoderOptions, fromSeconds: number, send: (packet: HiddenPacket) => void) {
    this.form = form;
    this.#options = options;
    this.#encoder = new LiveEncoder(form, options);
    this.#lastSeconds = fromSeconds;
    this.#send = send;
  }

  /** The time of the last packet on the mount's clock. */
  get lastSeconds(): number {
    return this.#lastSeconds;
  }

  get pictures(): number {
    return this.#pictures;
  }

  /** What the stream looks like, and two key frames of a card for when nobody else can send any. Once, before anything else. Takes the memory. */
  open(
    blanks: readonly AvPicture[],
    lines: readonly string[],
  ): { readonly video: MountVideo; readonly standby: readonly Uint8Array[] } {
    const standby = blanks.map((blank, index) => {
      using card = drawCard(blank, lines, index, 0);
      return this.#encoder.encode(card, 0, { isKeyFrame: true }).data;
    });
    const { sequence, picture } = parameterSetsOf(standby[0] ?? new Uint8Array());
    const codec = `avc1.${Buffer.from(sequence.subarray(1, 4)).toString('hex')}`;
    const { width, height } = this.form;
    const sets = { sequenceParameterSet: sequence, pictureParameterSet: picture };
    return { video: { width, height, framesPerSecond: this.#options.fps, ...sets, codec }, standby };
  }

  /** Takes a hidden picture, shown at `seconds`; `false` where that is not after what left last. */
  sendPicture(
    frame: HiddenFrame<AvPicture>,
    seconds: number,
    nowSeconds: number,
    receivedAtMs: number | undefined,
  ): boolean {
    using hidden = frame;
    if (seconds <= this.#lastSeconds) return false;
    const latencySeconds = receivedAtMs === undefined ? 0 : (Date.now() - receivedAtMs) / 1000;
    this.#encode(hidden, seconds, 1 / this.#options.fps, receivedAtMs, false);
    this.#pictures++;
    this.#left.push({ seconds: nowSeconds, latencySeconds });
    return true;
  }

  /** Sends a card now. Takes the memory. */
  sendCard(blank: AvPicture, lines: readonly string[], nowSeconds: number): void {
    using card = drawCard(blank, lines, 0, nowSeconds);
    if (nowSeconds > this.#lastSeconds) this.#encode(card, nowSeconds, cardStepSeconds, undefined, true);
  }

  /** The next packet is a key frame. */
  requestKeyFrame(): void {
    this.#needsKeyFrame = true;
  }

  /** `give` gets what leaves next, as a JPEG. */
  requestSnapshot(give: (jpeg: Uint8Array) => void): void {
    this.#snapshots.push(give);
  }

  measure(nowSeconds: number): OutputFigures {
    while (this.#left[0] && nowSeconds - this.#left[0].seconds > measuredSeconds) this.#left.shift();
    const latencies = this.#left.map(({ latencySeconds }) => latencySeconds).toSorted((a, b) => a - b);
    return {
      framesPerSecond: this.#left.length / Math.min(measuredSeconds, Math.max(1, nowSeconds)),
      latencySeconds: latencies[latencies.length >> 1] ?? 0,
    };
  }

  close(): void {
    this.#encoder.close();
  }

  #encode(
    hidden: HiddenFrame<AvPicture>,
    seconds: number,
    durationSeconds: number,
    receivedAtMs: number | undefined,
    isCard: boolean,
  ): void {
    const { data, isKeyFrame } = this.#encoder.encode(hidden, seconds, { isKeyFrame: this.#needsKeyFrame });
    this.#needsKeyFrame = false;
    this.#lastSeconds = seconds;
    this.#send({ data, isKeyFrame, seconds, durationSeconds, receivedAtMs, isCard });
    if (this.#snapshots.length === 0) return;
    const jpeg = encodeJpeg(hidden, this.form);
    for (const give of this.#snapshots.splice(0)) give(jpeg);
  }
}
