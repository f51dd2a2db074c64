import { UnsupportedMediaError } from '@passerby/engine';
import { Codec, CodecContext, Packet, Rational, type Frame } from 'node-av';
import {
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  FF_ENCODER_LIBSVTAV1,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import { checkFfmpeg, describeFfmpegError, setOption } from './ffmpeg.ts';
import type { PictureTime } from './av-picture.ts';
import type { VideoFacts } from './video-facts.ts';

/** `small`: AV1, about half the size, not for old players; `default` and `fast`: H.264. */
export type VideoQuality = 'small' | 'default' | 'fast';

const encoders = {
  small: { codec: FF_ENCODER_LIBSVTAV1, options: { preset: '10', crf: '30' } },
  default: { codec: FF_ENCODER_LIBX264, options: { preset: 'veryfast', crf: '20' } },
  fast: { codec: FF_ENCODER_LIBX264, options: { preset: 'superfast', crf: '20' } },
} as const;

/**
 * Samples without start codes, no captions from side data. What else x264 writes of itself is cut out of its samples.
 * Independent of the processor: with AVX-512 its look-ahead takes memory into account that is nobody's, and the same pictures give other bytes now and then.
 */
const h264Options = { 'x264-params': 'annexb=0:cpu-independent=1', a53cc: '0' };

/** SVT-AV1 refuses less. */
const minAv1Pixels = 64;

/** A coded picture: borrowed until the callback returns. */
export interface CodedPicture {
  readonly data: Uint8Array;
  readonly shownTicks: number;
  readonly isKey: boolean;
}

/** FFmpeg's encoder for one video. All calls are synchronous. */
export class VideoEncoder {
  readonly codec: 'h264' | 'av1';
  /** The decoder's configuration as the codec writes it: an avcC for H.264. */
  readonly configuration: Uint8Array;
  readonly #context: CodecContext = new CodecContext();
  readonly #packet: Packet = new Packet();

  /** @throws UnsupportedMediaError where the encoder refuses pictures of this size. */
  constructor(facts: VideoFacts, quality: VideoQuality) {
    const { codec, options } = encoders[quality];
    this.codec = quality === 'small' ? 'av1' : 'h264';
    if (this.codec === 'av1' && Math.min(facts.width, facts.height) < minAv1Pixels) {
      throw new UnsupportedMediaError(
        `Expected pictures of at least ${minAv1Pixels}x${minAv1Pixels} for quality small, received ${facts.width}x${facts.height}.`,
      );
    }
    this.#packet.alloc();
    const encoder = Codec.findEncoderByName(codec);
    const context = this.#context;
    context.allocContext3(encoder);
    context.width = facts.width;
    context.height = facts.height;
    context.pixelFormat = AV_PIX_FMT_YUV420P;
    context.timeBase = new Rational(1, facts.timescale);
    context.framerate = new Rational(facts.framesPerSecond.num, facts.framesPerSecond.den);
    context.sampleAspectRatio = new Rational(facts.sampleAspectRatio.num, facts.sampleAspectRatio.den);
    context.colorRange = facts.color.range;
    context.colorPrimaries = facts.color.primaries;
    context.colorTrc = facts.color.transfer;
    context.colorSpace = facts.color.matrix;
    context.chromaLocation = facts.color.chromaLocation;
    context.threadCount = 0;
    context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER, AV_CODEC_FLAG_BITEXACT);
    for (const [name, value] of Object.entries({ ...options, ...(this.codec === 'h264' ? h264Options : {}) })) {
      setOption(context, name, value);
    }
    const opened = context.open2Sync(encoder, null);
    if (opened < 0) {
      context.freeContext();
      throw new UnsupportedMediaError(
        `The encoder refuses pictures of ${facts.width}x${facts.height}: ${describeFfmpegError(opened)}.`,
      );
    }
    this.configuration = new Uint8Array(context.extraData ?? []);
  }

  /** Borrows the frame and marks it with its time. */
  encode(frame: Frame, time: PictureTime): void {
    frame.format = AV_PIX_FMT_YUV420P; // the deprecated yuvj420p is the same but for its range, which is tagged
    frame.pts = BigInt(time.ticks);
    frame.duration = BigInt(time.durationTicks);
    frame.pictType = AV_PICTURE_TYPE_NONE; // else the encoder repeats the source's key frames
    checkFfmpeg(this.#context.sendFrameSync(frame), 'encoding a picture');
  }

  /** No more pictures come: the rest is ready for {@link take}. */
  end(): void {
    checkFfmpeg(this.#context.sendFrameSync(null), 'ending the encoding');
  }

  /** Gives the next coded picture, in the order of decoding; valid until the next call. */
  take(): CodedPicture | undefined {
    this.#packet.unref();
    const code = this.#context.receivePacketSync(this.#packet);
    if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return undefined;
    checkFfmpeg(code, 'encoding a picture');
    return {
      data: this.#packet.data ?? new Uint8Array(),
      shownTicks: Number(this.#packet.pts),
      isKey: this.#packet.isKeyframe,
    };
  }

  /** Frees the encoder. Idempotent. */
  close(): void {
    this.#context.freeContext();
    this.#packet.free();
  }
}
