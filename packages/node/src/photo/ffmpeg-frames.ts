import { DamagedMediaError } from '@passerby/engine';
import {
  AV_LOG_QUIET,
  AV_PIX_FMT_GRAY8,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_RGBA,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  avGetPixFmtName,
  Codec,
  CodecContext,
  FFmpegError,
  Frame,
  Log,
  Packet,
  SoftwareScaleContext,
} from 'node-av';
import type { FFVideoDecoder } from 'node-av';
import type { StoredPixels } from './wrap-in-tiff.ts';

/**
 * Decodes single pictures, in order, with a decoder of FFmpeg. `place` borrows each frame, with the number of the packet that it came from.
 * Returns the numbers of the packets that could not be decoded.
 */
export function decodePictures(
  decoder: FFVideoDecoder,
  packets: Iterable<Uint8Array>,
  maxPixels: number,
  place: (frame: Frame, packetIndex: number) => void,
): readonly number[] {
  Log.setLevel(AV_LOG_QUIET);
  const codec = Codec.findDecoderByName(decoder);
  if (!codec) throw new TypeError(`Expected FFmpeg to have the decoder ${decoder}.`);
  const missing = new Set<number>();
  const context = new CodecContext();
  const packet = new Packet();
  const frame = new Frame();
  try {
    context.allocContext3(codec);
    context.setOption('max_pixels', String(maxPixels));
    FFmpegError.throwIfError(context.open2Sync(codec, null), 'open the decoder');
    frame.alloc();
    const receiveAll = (): void => {
      // A broken picture is an error once; what was decoded beside it still comes.
      for (let faults = 0; faults <= missing.size;) {
        const result = context.receiveFrameSync(frame);
        if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return;
        if (result < 0) {
          faults++;
          continue;
        }
        const index = Number(frame.pts);
        missing.delete(index);
        place(frame, index);
        frame.unref();
      }
    };
    let index = 0;
    for (const bytes of packets) {
      missing.add(index);
      packet.alloc();
      packet.data = asBuffer(bytes);
      packet.pts = BigInt(index);
      packet.isKeyframe = true;
      const result = context.sendPacketSync(packet);
      packet.unref();
      if (result >= 0) receiveAll();
      index++;
    }
    if (context.sendPacketSync(null) >= 0) receiveAll();
    return [...missing];
  } finally {
    frame.free();
    packet.free();
    context.freeContext();
  }
}

/** Converts the frame's pixels to 8-bit RGB, RGBA or gray with FFmpeg's scaler, by the colour matrix and range that the frame names. Borrows the frame. */
export function convertFrame(frame: Frame): StoredPixels {
  const name = avGetPixFmtName(frame.format as never) ?? '';
  const hasAlpha = /^(rgba|bgra|argb|abgr|ya\d|yuva|gbrap|pal8)/.test(name);
  const [format, channels] = hasAlpha
    ? ([AV_PIX_FMT_RGBA, 4] as const)
    : /^(gray|mono)/.test(name)
      ? ([AV_PIX_FMT_GRAY8, 1] as const)
      : ([AV_PIX_FMT_RGB24, 3] as const);
  const { width, height } = frame;
  const target = new Frame();
  const scaler = new SoftwareScaleContext();
  try {
    target.alloc();
    target.width = width;
    target.height = height;
    target.format = format;
    FFmpegError.throwIfError(target.allocBuffer(), 'allocate the picture');
    scaler.allocContext();
    scaler.setOption('sws_flags', 'bicubic+accurate_rnd+full_chroma_int+full_chroma_inp');
    FFmpegError.throwIfError(scaler.scaleFrameSync(target, frame), 'convert the picture');
    const plane = target.data?.[0];
    const stride = target.linesize[0] ?? 0;
    if (!plane) throw new DamagedMediaError('Nothing of the picture could be decoded.');
    const data = new Uint8Array(width * height * channels);
    for (let y = 0; y < height; y++) {
      data.set(plane.subarray(y * stride, y * stride + width * channels), y * width * channels);
    }
    return { data, width, height, channels };
  } finally {
    scaler.freeContext();
    target.free();
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
