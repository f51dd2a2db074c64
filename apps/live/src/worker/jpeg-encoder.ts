import type { HiddenFrame } from '@passerby/engine';
import { checkFfmpeg, setOption, type AvPicture } from '@passerby/node/internal';
import { Codec, CodecContext, Frame, Packet, Rational, SoftwareScaleContext } from 'node-av';
import {
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_ID_MJPEG,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
  AVCOL_RANGE_JPEG,
  SWS_BILINEAR,
} from 'node-av/constants';
import type { MountForm } from './picture-fitter.ts';

/** Encodes one hidden picture as a JPEG without any metadata. Borrows the frame. */
export function encodeJpeg(hidden: HiddenFrame<AvPicture>, form: MountForm): Uint8Array {
  using full = toFullRange(hidden.native.frame, form);
  const context = new CodecContext();
  const packet = new Packet();
  packet.alloc();
  try {
    const encoder = Codec.findEncoder(AV_CODEC_ID_MJPEG);
    context.allocContext3(encoder);
    context.width = form.width;
    context.height = form.height;
    context.pixelFormat = AV_PIX_FMT_YUVJ420P;
    context.colorRange = AVCOL_RANGE_JPEG;
    context.timeBase = new Rational(1, 1);
    context.threadCount = 1;
    // No comment with the encoder's name.
    context.setFlags(AV_CODEC_FLAG_BITEXACT);
    setOption(context, 'qmin', '3');
    setOption(context, 'qmax', '5');
    checkFfmpeg(context.open2Sync(encoder, null), 'opening the encoder of snapshots');
    checkFfmpeg(context.sendFrameSync(full), 'encoding a snapshot');
    checkFfmpeg(context.receivePacketSync(packet), 'encoding a snapshot');
    return new Uint8Array(packet.data ?? []);
  } finally {
    context.freeContext();
    packet.free();
  }
}

/** A copy with the range that JPEGs have. */
function toFullRange(frame: Frame, { width, height, isFullRange }: MountForm): Frame {
  const full = new Frame();
  full.alloc();
  full.width = width;
  full.height = height;
  full.format = AV_PIX_FMT_YUVJ420P;
  checkFfmpeg(full.getBuffer(), 'taking memory for a snapshot');
  const context = new SoftwareScaleContext();
  const from = isFullRange ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P;
  context.getContext(width, height, from, width, height, AV_PIX_FMT_YUVJ420P, SWS_BILINEAR);
  const rows = context.scaleSync(frame.data ?? [], frame.linesize, 0, height, full.data ?? [], full.linesize);
  context.freeContext();
  checkFfmpeg(rows, 'converting a snapshot');
  full.pts = 0n;
  return full;
}
