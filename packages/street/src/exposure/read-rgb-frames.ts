import {
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVMEDIA_TYPE_VIDEO,
  AV_LOG_ERROR,
  AV_PIX_FMT_RGB24,
  Codec,
  CodecContext,
  FFmpegError,
  FormatContext,
  Frame,
  Log,
  Packet,
  SoftwareScaleContext,
  SWS_BILINEAR,
  type AVPixelFormat,
} from 'node-av';

/** A picture in memory: red, green, blue, row by row, no padding. */
export interface RgbFrame {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Decodes all frames of a video's first picture stream. A reader of its own, so that what is measured does not depend on what is measured with. */
export function* readRgbFrames(file: string): Generator<RgbFrame, void, undefined> {
  Log.setLevel(AV_LOG_ERROR);
  const input = new FormatContext();
  const packet = new Packet();
  const frame = new Frame();
  const converted = new Frame();
  const decoder = new CodecContext();
  const scaler = new SoftwareScaleContext();
  packet.alloc();
  frame.alloc();
  converted.alloc();
  try {
    check(input.openInputSync(file), 'open the clip');
    check(input.findStreamInfoSync(), 'read the clip');
    const stream = input.streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_VIDEO);
    if (!stream) throw new TypeError('Expected a clip with pictures.');
    const codec = Codec.findDecoder(stream.codecpar.codecId);
    decoder.allocContext3(codec);
    check(decoder.parametersToContext(stream.codecpar), 'set up the decoder');
    check(decoder.open2Sync(codec), 'open the decoder');
    for (let isEnded = false; !isEnded;) {
      const read = input.readFrameSync(packet);
      if (read === AVERROR_EOF) isEnded = true;
      else check(read, 'read a packet');
      if (!isEnded && packet.streamIndex !== stream.index) {
        packet.unref();
        continue;
      }
      check(decoder.sendPacketSync(isEnded ? null : packet), 'decode a packet');
      packet.unref();
      for (;;) {
        const received = decoder.receiveFrameSync(frame);
        if (received === AVERROR_EAGAIN || received === AVERROR_EOF) break;
        check(received, 'decode a frame');
        yield toRgb(frame, converted, scaler);
        frame.unref();
      }
    }
  } finally {
    packet.free();
    frame.free();
    converted.free();
    scaler.freeContext();
    decoder.freeContext();
    input.closeInputSync();
  }
}

function toRgb(frame: Frame, converted: Frame, scaler: SoftwareScaleContext): RgbFrame {
  const { width, height } = frame;
  if (converted.width !== width || converted.height !== height) {
    converted.unref();
    converted.width = width;
    converted.height = height;
    converted.format = AV_PIX_FMT_RGB24;
    check(converted.allocBuffer(), 'make room for a frame');
    scaler.getContext(width, height, frame.format as AVPixelFormat, width, height, AV_PIX_FMT_RGB24, SWS_BILINEAR);
  }
  check(scaler.scaleFrameSync(converted, frame), 'convert a frame');
  const [plane] = converted.data ?? [];
  const [stride] = converted.linesize;
  if (!plane || !stride) throw new TypeError('Expected a converted frame with pixels.');
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) rgb.set(plane.subarray(y * stride, y * stride + width * 3), y * width * 3);
  return { width, height, rgb };
}

function check(code: number, doing: string): void {
  if (code < 0) throw new Error(`Could not ${doing}: ${FFmpegError.strerror(code)}.`);
}
