import type { HiddenFrame } from '@passerby/engine';
import { checkFfmpeg, setOption, type AvPicture } from '@passerby/node/internal';
import { Codec, CodecContext, Packet, Rational } from 'node-av';
import {
  AV_CODEC_FLAG_BITEXACT,
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVERROR_EAGAIN,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import { splitAnnexB } from '../rtp/packetize-h264.ts';
import type { MountForm } from './picture-fitter.ts';

/** How hidden pictures are encoded. */
export interface LiveEncoderOptions {
  readonly fps: number;
  readonly preset: 'ultrafast' | 'superfast' | 'veryfast' | 'faster';
  /** At most; without it as many bits as an even quality needs. */
  readonly bitrateKbps: number | undefined;
}

/** An encoded picture in memory of its own. */
export interface EncodedPicture {
  readonly data: Uint8Array;
  readonly isKeyFrame: boolean;
}

/** Time base: microseconds, fine enough for any clock. */
const ticksPerSecond = 1_000_000;
/** Key frames are at most so far apart, by the clock, however few pictures or cards come; and they come on demand. Who joins waits no longer. */
const keyFrameSeconds = 2;
/** Times are sums of fractions. */
const slackSeconds = 1e-3;
const slice = 1;
const keySlice = 5;
const sequenceParameterSet = 7;
const pictureParameterSet = 8;
/** What leaves of an encoded picture: an allow-list. Everything else, such as x264's own words about itself, does not. */
const allowedUnits: readonly number[] = [slice, keySlice, sequenceParameterSet, pictureParameterSet];
const startCode = Buffer.of(0, 0, 0, 1);

/** x264 for one mount: no B-frames, no look-ahead, one slice a picture, parameter sets in every key frame. All calls are synchronous. */
export class LiveEncoder {
  readonly #context = new CodecContext();
  readonly #packet = new Packet();
  #lastTicks = -1;
  #lastKeySeconds = -Infinity;

  constructor(form: MountForm, { fps, preset, bitrateKbps }: LiveEncoderOptions) {
    this.#packet.alloc();
    const encoder = Codec.findEncoderByName(FF_ENCODER_LIBX264);
    const context = this.#context;
    context.allocContext3(encoder);
    context.width = form.width;
    context.height = form.height;
    context.pixelFormat = AV_PIX_FMT_YUV420P;
    context.timeBase = new Rational(1, ticksPerSecond);
    context.framerate = new Rational(Math.round(fps * 1000), 1000);
    context.colorRange = form.isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    context.threadCount = 1;
    context.setFlags(AV_CODEC_FLAG_BITEXACT);
    const bitrate = bitrateKbps === undefined ? '' : `:vbv-maxrate=${bitrateKbps}:vbv-bufsize=${bitrateKbps}`;
    const options = {
      preset,
      tune: 'zerolatency',
      crf: '23',
      'forced-idr': '1',
      a53cc: '0',
      'x264-params': `keyint=infinite:scenecut=0:repeat-headers=1:annexb=1:sliced-threads=0${bitrate}`,
    };
    for (const [name, value] of Object.entries(options)) setOption(context, name, value);
    checkFfmpeg(context.open2Sync(encoder, null), 'opening the encoder');
  }

  /** Encodes one hidden picture, shown at `seconds`, after all before. Borrows the frame. */
  encode(
    hidden: HiddenFrame<AvPicture>,
    seconds: number,
    options: { readonly isKeyFrame?: boolean } = {},
  ): EncodedPicture {
    const { frame } = hidden.native;
    const stepSeconds = Math.max(0, seconds - this.#lastTicks / ticksPerSecond);
    const nextSeconds = seconds + stepSeconds - slackSeconds;
    const isKeyFrame = options.isKeyFrame === true || nextSeconds - this.#lastKeySeconds > keyFrameSeconds;
    this.#lastTicks = Math.max(this.#lastTicks + 1, Math.round(seconds * ticksPerSecond));
    frame.format = AV_PIX_FMT_YUV420P; // the deprecated yuvj420p is the same but for its range, which is tagged
    frame.pts = BigInt(this.#lastTicks);
    frame.pictType = isKeyFrame ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    checkFfmpeg(this.#context.sendFrameSync(frame), 'encoding a picture');
    this.#packet.unref();
    const code = this.#context.receivePacketSync(this.#packet);
    if (code === AVERROR_EAGAIN) throw new Error('Expected an encoder without delay, received nothing.');
    checkFfmpeg(code, 'encoding a picture');
    const units = [...splitAnnexB(this.#packet.data ?? new Uint8Array())].filter((unit) =>
      allowedUnits.includes(unitType(unit)),
    );
    const isKey = units.some((unit) => unitType(unit) === keySlice);
    if (isKey) this.#lastKeySeconds = seconds;
    return { data: Buffer.concat(units.flatMap((unit) => [startCode, unit])), isKeyFrame: isKey };
  }

  close(): void {
    this.#context.freeContext();
    this.#packet.free();
  }
}

/** The parameter sets of a key frame. @throws TypeError where it has none */
export function parameterSetsOf(keyFrame: Uint8Array): { readonly sequence: Uint8Array; readonly picture: Uint8Array } {
  const units = [...splitAnnexB(keyFrame)];
  const sequence = units.find((unit) => unitType(unit) === sequenceParameterSet);
  const picture = units.find((unit) => unitType(unit) === pictureParameterSet);
  if (!sequence || !picture) throw new TypeError('Expected a key frame with its parameter sets.');
  return { sequence, picture };
}

function unitType(unit: Uint8Array): number {
  return (unit[0] ?? 0) & 0x1f;
}
