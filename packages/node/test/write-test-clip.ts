import {
  avGetPixFmtFromName,
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  FormatContext,
  Frame,
  Packet,
  Rational,
  SoftwareScaleContext,
  type Stream,
} from 'node-av';
import {
  AV_CH_FRONT_CENTER,
  AV_CHANNEL_ORDER_NATIVE,
  AVCOL_RANGE_JPEG,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_CODEC_FLAG_INTERLACED_DCT,
  AV_CODEC_FLAG_INTERLACED_ME,
  AV_DISPOSITION_DEFAULT,
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_PIX_FMT_RGB24,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_SAMPLE_FMT_FLTP,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVFMT_GLOBALHEADER,
  SWS_BICUBIC,
  type AVColorPrimaries,
  type AVColorSpace,
  type AVColorTransferCharacteristic,
  type FFEncoderCodec,
} from 'node-av/constants';

/** Colour of one pixel, each channel 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** One drawn video track. */
export interface DrawnVideo {
  readonly width?: number;
  readonly height?: number;
  /** When each frame is shown, in ticks of `timeBase`; default 12 frames, one tick each. */
  readonly ticks?: readonly number[];
  readonly lastDurationTicks?: number;
  readonly timeBase?: readonly [number, number];
  readonly codec?: FFEncoderCodec;
  readonly pixelFormat?: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly isFullRange?: boolean;
  /** Codes of H.273: primaries, transfer, matrix. */
  readonly colors?: readonly [number, number, number];
  readonly sampleAspectRatio?: readonly [number, number];
  /** The display matrix: a, b, c, d of x' = a x + c y, y' = b x + d y. */
  readonly matrix?: readonly [number, number, number, number];
  readonly isInterlaced?: boolean;
  readonly isDefault?: boolean;
  readonly paint?: (x: number, y: number, frame: number) => Color;
}

/** One drawn sound track: a sine from `fromSeconds` on. */
export interface DrawnSound {
  readonly fromSeconds?: number;
  readonly seconds: number;
  readonly sampleRate?: number;
}

/** Slopes of all three colours, and a white square that moves by 4 pixels a frame. */
export function paintSlopes(x: number, y: number, frame: number): Color {
  const isSquare = x >= 8 + frame * 4 && x < 24 + frame * 4 && y >= 8 && y < 24;
  return isSquare ? [255, 255, 255] : [40 + (x % 128), 60 + (y % 96), 200 - (x % 100)];
}

/** Writes a small clip in the container that its name asks for; everything about it is chosen, nothing real is in it. */
export function writeTestClip(
  file: string,
  video: DrawnVideo | readonly DrawnVideo[],
  sound?: DrawnSound,
  muxerOptions: Readonly<Record<string, string>> = {},
): void {
  const output = new FormatContext();
  check(output.allocOutputContext2(null, null, file));
  const needsHeader = ((output.oformat?.flags ?? 0) & AVFMT_GLOBALHEADER) !== 0;
  const tracks = [video].flat().map((drawn) => new VideoTrack(output, drawn, needsHeader));
  const sounds = sound ? [new SoundTrack(output, sound, needsHeader)] : [];
  check(output.openOutputSync());
  using options = Dictionary.fromObject({ ...muxerOptions });
  check(output.writeHeaderSync(options));
  for (const track of [...tracks, ...sounds]) track.write(output);
  check(output.writeTrailerSync());
  output.closeOutputSync();
  output.freeContext();
}

class VideoTrack {
  readonly #drawn: DrawnVideo;
  readonly #encoder: CodecContext = new CodecContext();
  readonly #stream: Stream;

  constructor(output: FormatContext, drawn: DrawnVideo, needsHeader: boolean) {
    this.#drawn = drawn;
    const codec = Codec.findEncoderByName(drawn.codec ?? ('libx264' as FFEncoderCodec));
    const encoder = this.#encoder;
    encoder.allocContext3(codec);
    encoder.width = drawn.width ?? 96;
    encoder.height = drawn.height ?? 64;
    encoder.pixelFormat = avGetPixFmtFromName(drawn.pixelFormat ?? 'yuv420p');
    encoder.timeBase = new Rational(...(drawn.timeBase ?? [1, 25]));
    encoder.framerate = new Rational(25, 1);
    if (drawn.sampleAspectRatio) encoder.sampleAspectRatio = new Rational(...drawn.sampleAspectRatio);
    if (drawn.isFullRange) encoder.colorRange = AVCOL_RANGE_JPEG;
    if (drawn.colors) {
      encoder.colorPrimaries = drawn.colors[0] as AVColorPrimaries;
      encoder.colorTrc = drawn.colors[1] as AVColorTransferCharacteristic;
      encoder.colorSpace = drawn.colors[2] as AVColorSpace;
    }
    if (needsHeader) encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    if (drawn.isInterlaced) encoder.setFlags(AV_CODEC_FLAG_INTERLACED_DCT, AV_CODEC_FLAG_INTERLACED_ME);
    encoder.threadCount = 1;
    const options = drawn.codec ? drawn.options : { crf: '4', preset: 'veryfast', ...drawn.options };
    for (const [name, value] of Object.entries(options ?? {})) check(encoder.setOption(name, value));
    check(encoder.open2Sync(codec, null));
    this.#stream = output.newStream();
    check(this.#stream.codecpar.fromContext(encoder));
    this.#stream.timeBase = encoder.timeBase;
    if (drawn.sampleAspectRatio) this.#stream.sampleAspectRatio = encoder.sampleAspectRatio;
    if (drawn.isDefault) this.#stream.setDisposition(AV_DISPOSITION_DEFAULT);
    if (drawn.matrix)
      check(this.#stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, matrixBytes(drawn.matrix)));
  }

  write(output: FormatContext): void {
    const { ticks = Array.from({ length: 12 }, (_, i) => i), lastDurationTicks = 1, isInterlaced } = this.#drawn;
    const frame = frameOf(this.#encoder.width, this.#encoder.height, this.#encoder.pixelFormat);
    if (this.#drawn.isFullRange) frame.colorRange = AVCOL_RANGE_JPEG;
    for (const [i, tick] of ticks.entries()) {
      frame.clearFlags(AV_FRAME_FLAG_INTERLACED, AV_FRAME_FLAG_TOP_FIELD_FIRST);
      this.#paint(frame, i);
      frame.pts = BigInt(tick);
      frame.duration = BigInt((ticks[i + 1] ?? tick + lastDurationTicks) - tick);
      if (isInterlaced) frame.setFlags(AV_FRAME_FLAG_INTERLACED, AV_FRAME_FLAG_TOP_FIELD_FIRST);
      check(this.#encoder.sendFrameSync(frame));
      writePackets(this.#encoder, this.#stream, output, lastDurationTicks);
    }
    check(this.#encoder.sendFrameSync(null));
    writePackets(this.#encoder, this.#stream, output, lastDurationTicks);
    frame.free();
    this.#encoder.freeContext();
  }

  #paint(frame: Frame, index: number): void {
    const { width, height } = this.#encoder;
    const paint = this.#drawn.paint ?? paintSlopes;
    const rgb = frameOf(width, height, AV_PIX_FMT_RGB24);
    const [plane] = rgb.data ?? [];
    const [stride = 0] = rgb.linesize;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) plane?.set(paint(x, y, index), y * stride + x * 3);
    }
    const scaler = new SoftwareScaleContext();
    scaler.allocContext();
    check(scaler.setOption('sws_flags', SWS_BICUBIC));
    // The encoder may still hold the last picture.
    check(frame.makeWritable());
    check(scaler.scaleFrameSync(frame, rgb));
    scaler.freeContext();
    rgb.free();
  }
}

class SoundTrack {
  readonly #drawn: DrawnSound;
  readonly #encoder: CodecContext = new CodecContext();
  readonly #stream: Stream;

  constructor(output: FormatContext, drawn: DrawnSound, needsHeader: boolean) {
    this.#drawn = drawn;
    const codec = Codec.findEncoderByName('aac' as FFEncoderCodec);
    const encoder = this.#encoder;
    encoder.allocContext3(codec);
    encoder.sampleRate = drawn.sampleRate ?? 48_000;
    encoder.channelLayout = { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: AV_CH_FRONT_CENTER };
    encoder.sampleFormat = AV_SAMPLE_FMT_FLTP;
    encoder.timeBase = new Rational(1, encoder.sampleRate);
    encoder.bitRate = 64_000n;
    if (needsHeader) encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    check(encoder.open2Sync(codec, null));
    this.#stream = output.newStream();
    check(this.#stream.codecpar.fromContext(encoder));
    this.#stream.timeBase = encoder.timeBase;
  }

  write(output: FormatContext): void {
    const { fromSeconds = 0, seconds } = this.#drawn;
    const { sampleRate } = this.#encoder;
    const frame = new Frame();
    frame.alloc();
    frame.nbSamples = 1024;
    frame.format = AV_SAMPLE_FMT_FLTP;
    frame.sampleRate = sampleRate;
    frame.channelLayout = this.#encoder.channelLayout;
    check(frame.getBuffer());
    for (let sample = 0; sample < seconds * sampleRate; sample += 1024) {
      check(frame.makeWritable());
      const [bytes] = frame.data ?? [];
      for (let i = 0; i < 1024; i++) {
        bytes?.writeFloatLE(0.5 * Math.sin(((sample + i) / sampleRate) * 2 * Math.PI * 440), i * 4);
      }
      frame.pts = BigInt(Math.round(fromSeconds * sampleRate) + sample);
      check(this.#encoder.sendFrameSync(frame));
      writePackets(this.#encoder, this.#stream, output, 1024);
    }
    check(this.#encoder.sendFrameSync(null));
    writePackets(this.#encoder, this.#stream, output, 1024);
    frame.free();
    this.#encoder.freeContext();
  }
}

function writePackets(encoder: CodecContext, stream: Stream, output: FormatContext, lastDuration: number): void {
  const packet = new Packet();
  packet.alloc();
  for (;;) {
    const code = encoder.receivePacketSync(packet);
    if (code === AVERROR_EAGAIN || code === AVERROR_EOF) break;
    check(code);
    packet.streamIndex = stream.index;
    if (packet.duration === 0n) packet.duration = BigInt(lastDuration);
    packet.rescaleTs(encoder.timeBase, stream.timeBase);
    check(output.interleavedWriteFrameSync(packet));
  }
  packet.free();
}

function frameOf(width: number, height: number, format: Frame['format']): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = format;
  check(frame.getBuffer());
  return frame;
}

function matrixBytes([a, b, c, d]: readonly [number, number, number, number]): Buffer {
  const bytes = Buffer.alloc(36);
  for (const [i, value] of [a, b, 0, c, d, 0, 0, 0].entries()) bytes.writeInt32LE(value * 65_536, i * 4);
  bytes.writeInt32LE(1 << 30, 32);
  return bytes;
}

function check(code: number): void {
  if (code < 0) throw new Error(`Drawing a clip failed: ${FFmpegError.strerror(code)}.`);
}
