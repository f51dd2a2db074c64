import { Codec, CodecContext, Frame, Packet, Rational } from 'node-av';
import {
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_SAMPLE_FMT_FLTP,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  FF_ENCODER_AAC,
} from 'node-av/constants';
import { checkFfmpeg } from './ffmpeg.ts';
import { SoundReader } from './sound-reader.ts';

const bitsPerSecondAndChannel = 80_000;

/** A coded piece of sound: borrowed until the next is taken. */
export interface CodedSound {
  readonly data: Uint8Array;
  /** First sample, from the first frame shown. */
  readonly shownTicks: number;
}

/**
 * The sound of a file, encoded anew as AAC from the first frame shown on. It is never copied: packets can carry texts and data beside the sound.
 * All calls are synchronous.
 */
export class SoundEncoder {
  readonly sampleRate: number;
  readonly channels: number;
  /** MPEG-4 AudioSpecificConfig. */
  readonly configuration: Uint8Array;
  readonly #reader: SoundReader;
  readonly #context: CodecContext = new CodecContext();
  readonly #frame: Frame = new Frame();
  readonly #packet: Packet = new Packet();
  #readSamples = 0;
  #isEnded = false;

  private constructor(reader: SoundReader, frame: Frame) {
    this.#reader = reader;
    this.#frame = frame;
    this.#packet.alloc();
    this.sampleRate = frame.sampleRate;
    this.channels = frame.channelLayout.nbChannels;
    const codec = Codec.findEncoderByName(FF_ENCODER_AAC);
    const context = this.#context;
    context.allocContext3(codec);
    context.sampleRate = frame.sampleRate;
    context.channelLayout = frame.channelLayout;
    context.sampleFormat = AV_SAMPLE_FMT_FLTP;
    context.timeBase = new Rational(1, frame.sampleRate);
    context.bitRate = BigInt(bitsPerSecondAndChannel * this.channels);
    // Without the first flag the encoder writes its name into the sound.
    context.setFlags(AV_CODEC_FLAG_BITEXACT, AV_CODEC_FLAG_GLOBAL_HEADER);
    checkFfmpeg(context.open2Sync(codec, null), 'opening the sound encoder');
    this.configuration = new Uint8Array(context.extraData ?? []);
  }

  /**
   * Opens the sound of a file; `undefined` where it has none.
   * @param startSeconds The container's clock at the first frame shown.
   * @throws UnsupportedMediaError where the sound cannot be decoded.
   */
  static open(file: string, startSeconds: number): SoundEncoder | undefined {
    const reader = SoundReader.open(file, startSeconds);
    if (!reader) return undefined;
    const frame = new Frame();
    frame.alloc();
    if (reader.read(frame)) return new SoundEncoder(reader, frame);
    frame.free();
    reader.close();
    return undefined;
  }

  /** Encodes what lies before this moment, in seconds from the first frame shown; gives what is ready. */
  *encodeUntil(seconds: number): Generator<CodedSound> {
    const endSample = Math.round(seconds * this.sampleRate);
    while (!this.#isEnded && this.#readSamples + this.#frame.nbSamples <= endSample) {
      this.#send();
      yield* this.#take();
    }
  }

  /** Encodes the rest up to where the last frame ends. */
  *finish(seconds: number): Generator<CodedSound> {
    yield* this.encodeUntil(seconds);
    const rest = Math.round(seconds * this.sampleRate) - this.#readSamples;
    if (!this.#isEnded && rest > 0) {
      this.#frame.nbSamples = rest;
      this.#send();
    }
    checkFfmpeg(this.#context.sendFrameSync(null), 'ending the sound');
    yield* this.#take();
  }

  /** Samples of each channel that were encoded. */
  get encodedSamples(): number {
    return this.#readSamples;
  }

  close(): void {
    this.#reader.close();
    this.#context.freeContext();
    this.#frame.free();
    this.#packet.free();
  }

  /** Encodes the frame at hand and reads the next. */
  #send(): void {
    this.#frame.pts = BigInt(this.#readSamples);
    this.#readSamples += this.#frame.nbSamples;
    checkFfmpeg(this.#context.sendFrameSync(this.#frame), 'encoding sound');
    this.#frame.unref();
    this.#isEnded = !this.#reader.read(this.#frame);
  }

  *#take(): Generator<CodedSound> {
    for (;;) {
      this.#packet.unref();
      const code = this.#context.receivePacketSync(this.#packet);
      if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return;
      checkFfmpeg(code, 'encoding sound');
      // The first packet only prepares the decoder for the second. Left out, the sound is in time without an edit list.
      if (this.#packet.pts >= 0n)
        yield { data: this.#packet.data ?? new Uint8Array(), shownTicks: Number(this.#packet.pts) };
    }
  }
}
