import {
  avGetPixFmtFromName,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVFMT_FLAG_BITEXACT,
  AVFMT_GLOBALHEADER,
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  FormatContext,
  Frame,
  Packet,
  Rational,
  type FFEncoderCodec,
} from 'node-av';

/** A container and a codec, by FFmpeg's names. */
export interface SpecimenCoding {
  readonly muxer: string;
  readonly encoder: string;
  readonly pixelFormat?: string;
  readonly encoderOptions?: Readonly<Record<string, string>>;
  readonly muxerOptions?: Readonly<Record<string, string>>;
  readonly width?: number;
  readonly height?: number;
}

const fps = 25;

/** Writes a very small clip of moving slopes, in any container and codec that FFmpeg writes. */
export function encodeSpecimenClip(file: string, coding: SpecimenCoding, frameCount = 6): void {
  const output = new FormatContext();
  const packet = new Packet();
  packet.alloc();
  check(output.allocOutputContext2(null, coding.muxer, file));
  output.setFlags(AVFMT_FLAG_BITEXACT);
  const encoder = openEncoder(coding, ((output.oformat?.flags ?? 0) & AVFMT_GLOBALHEADER) !== 0);
  const frame = frameFor(encoder);
  try {
    const stream = output.newStream();
    check(stream.codecpar.fromContext(encoder));
    stream.timeBase = encoder.timeBase;
    stream.avgFrameRate = encoder.framerate;
    check(output.openOutputSync());
    using options = Dictionary.fromObject({ ...coding.muxerOptions });
    check(output.writeHeaderSync(options));
    for (let index = 0; index <= frameCount; index++) {
      if (index < frameCount) {
        check(frame.makeWritable());
        paint(frame, index);
        frame.pts = BigInt(index);
        frame.duration = 1n;
      }
      check(encoder.sendFrameSync(index < frameCount ? frame : null));
      for (;;) {
        const code = encoder.receivePacketSync(packet);
        if (code === AVERROR_EAGAIN || code === AVERROR_EOF) break;
        check(code);
        if (packet.duration === 0n) packet.duration = 1n;
        packet.streamIndex = stream.index;
        packet.rescaleTs(encoder.timeBase, stream.timeBase);
        check(output.interleavedWriteFrameSync(packet));
      }
    }
    check(output.writeTrailerSync());
  } finally {
    frame.free();
    packet.free();
    encoder.freeContext();
    output.closeOutputSync();
    output.freeContext();
  }
}

function openEncoder(coding: SpecimenCoding, needsHeader: boolean): CodecContext {
  const codec = Codec.findEncoderByName(coding.encoder as FFEncoderCodec);
  if (!codec) throw new Error(`Expected an FFmpeg with ${coding.encoder}.`);
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  encoder.width = coding.width ?? 64;
  encoder.height = coding.height ?? 48;
  encoder.pixelFormat = avGetPixFmtFromName(coding.pixelFormat ?? 'yuv420p');
  encoder.timeBase = new Rational(1, fps);
  encoder.framerate = new Rational(fps, 1);
  encoder.gopSize = 4;
  if (needsHeader) encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  encoder.threadCount = 1;
  for (const [name, value] of Object.entries(coding.encoderOptions ?? {})) check(encoder.setOption(name, value));
  check(encoder.open2Sync(codec, null));
  return encoder;
}

function frameFor({ width, height, pixelFormat }: CodecContext): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = pixelFormat;
  check(frame.getBuffer());
  return frame;
}

/** Slopes that move; in every plane, whatever it means. */
function paint(frame: Frame, index: number): void {
  for (const [plane, bytes] of (frame.data ?? []).entries()) {
    const stride = frame.linesize[plane] ?? 1;
    for (let at = 0; at < bytes.length; at++) {
      const x = at % stride;
      bytes[at] = 60 + ((x * 2 + Math.floor(at / stride) * (plane + 1) + index * 9) % 130);
    }
  }
}

function check(code: number): void {
  FFmpegError.throwIfError(code, 'Could not draw a specimen');
}
