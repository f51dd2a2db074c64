import { RawFrame, viewPixels, type FramePixels } from '@passerby/engine';
import {
  Codec,
  CodecContext,
  Dictionary,
  FormatContext,
  Frame,
  Packet,
  SoftwareScaleContext,
  type AVPixelFormat,
  type Stream,
} from 'node-av';
import {
  AVDISCARD_ALL,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVMEDIA_TYPE_VIDEO,
  AV_NOPTS_VALUE,
  AV_PIX_FMT_RGB24,
  AV_PKT_FLAG_DISCARD,
  SWS_BILINEAR,
} from 'node-av/constants';
import { setImmediate } from 'node:timers/promises';
import { allowedFormats } from '../video/allowed-formats.ts';
import { checkFfmpeg, checkReading, setOption } from '../video/ffmpeg.ts';

/** Pictures larger than this (16K) are left to the container's findings. */
const maxPixels = 16_384 * 8_640;

/** A file with pictures, or one that lies inside another. */
export interface PictureFile {
  readonly file: string;
  /** Where in the file the inner one lies, in bytes; absent: all of it. */
  readonly inside?: { readonly offset: number; readonly length: number } | undefined;
}

/** How many pictures could not be decoded. */
export interface PictureDamage {
  damagedPictures: number;
}

/**
 * The tracks of a file that hold pictures: also second tracks and covers.
 * @throws DamagedMediaError where the file cannot be opened.
 */
export function listPictureTracks(source: PictureFile): readonly number[] {
  const input = openWhole(source);
  try {
    return input.streams.filter((stream) => isPictures(stream)).map(({ index }) => index);
  } finally {
    input.closeInputSync();
  }
}

function isPictures({ codecpar }: Stream): boolean {
  return codecpar.codecType === AVMEDIA_TYPE_VIDEO && Codec.findDecoder(codecpar.codecId) !== null;
}

/** Opens the file with its edit lists ignored. An inner file is read where it lies: no copy of it is written anywhere. */
function openWhole({ file, inside }: PictureFile): FormatContext {
  const input = new FormatContext();
  using options = Dictionary.fromObject({
    protocol_whitelist: inside ? 'file,subfile' : 'file',
    format_whitelist: allowedFormats.join(','),
    ignore_editlist: '1',
  });
  const part = inside ? `subfile,,start,${inside.offset},end,${inside.offset + inside.length},,:` : '';
  checkReading(input.openInputSync(`${part}file:${file}`, null, options), 'opening the file');
  checkReading(input.findStreamInfoSync(), 'reading the tracks');
  return input;
}

/**
 * Decodes every picture of one track: also what an edit list, a time before 0 or a missing key frame keeps from being shown. A reader apart
 * from the one that plays the file, so that nothing that players skip is skipped here. Only the file itself is read. `damage` is filled on
 * the way. Gives frames to be disposed; their times are those of the track, before 0 for some of what is never shown.
 * @throws DamagedMediaError where the track cannot be opened.
 */
export async function* readEveryPicture(
  source: PictureFile,
  track: number,
  damage: PictureDamage,
  signal: AbortSignal,
): AsyncGenerator<RawFrame<undefined>> {
  const input = openWhole(source);
  const decoder = new CodecContext();
  const packet = new Packet();
  const decoded = new Frame();
  const scaler = new SoftwareScaleContext();
  packet.alloc();
  decoded.alloc();
  try {
    const stream = input.streams.find(({ index }) => index === track) as Stream;
    for (const other of input.streams) if (other.index !== track) other.discard = AVDISCARD_ALL;
    openDecoder(decoder, stream);
    for (let index = 0, isEnded = false; !isEnded;) {
      await setImmediate();
      signal.throwIfAborted();
      packet.unref();
      const read = input.readFrameSync(packet);
      isEnded = read < 0;
      if (read < 0 && read !== AVERROR_EOF) damage.damagedPictures += 1;
      if (!isEnded && packet.streamIndex !== track) continue;
      // What is marked as not to be shown is what is looked for here.
      if (!isEnded) packet.clearFlags(AV_PKT_FLAG_DISCARD);
      if (decoder.sendPacketSync(isEnded ? null : packet) < 0) damage.damagedPictures += 1;
      for (;;) {
        const received = decoder.receiveFrameSync(decoded);
        if (received === AVERROR_EAGAIN || received === AVERROR_EOF) break;
        if (received < 0) {
          damage.damagedPictures += 1;
          break;
        }
        yield toRawFrame(decoded, scaler, index, secondsOf(decoded, stream, index));
        index += 1;
        decoded.unref();
      }
    }
  } finally {
    packet.free();
    decoded.free();
    scaler.freeContext();
    decoder.freeContext();
    input.closeInputSync();
  }
}

function openDecoder(decoder: CodecContext, stream: Stream): void {
  const codec = Codec.findDecoder(stream.codecpar.codecId);
  decoder.allocContext3(codec);
  checkReading(decoder.parametersToContext(stream.codecpar), 'setting up the decoder');
  decoder.pktTimebase = stream.timeBase;
  setOption(decoder, 'max_pixels', String(maxPixels));
  // Frames that lack their key frame are given as far as they go.
  setOption(decoder, 'flags', '+output_corrupt');
  setOption(decoder, 'flags2', '+showall');
  checkReading(decoder.open2Sync(codec, null), 'opening the decoder');
}

/** Frames without a time are counted at 25 a second. */
function secondsOf({ bestEffortTimestamp }: Frame, { timeBase }: Stream, index: number): number {
  if (bestEffortTimestamp === AV_NOPTS_VALUE) return index / 25;
  return (Number(bestEffortTimestamp) * timeBase.num) / timeBase.den;
}

function toRawFrame(frame: Frame, scaler: SoftwareScaleContext, index: number, seconds: number): RawFrame<undefined> {
  const { width, height } = frame;
  const converted = new Frame();
  converted.alloc();
  try {
    converted.width = width;
    converted.height = height;
    converted.format = AV_PIX_FMT_RGB24;
    checkFfmpeg(converted.allocBuffer(), 'making room for a picture');
    const format = frame.format as AVPixelFormat;
    scaler.getContext(width, height, format, width, height, AV_PIX_FMT_RGB24, SWS_BILINEAR);
    checkFfmpeg(scaler.scaleFrameSync(converted, frame), 'converting a picture');
    const [plane] = converted.data ?? [];
    const [stride] = converted.linesize;
    if (!plane || !stride) throw new Error('FFmpeg gave a picture without samples.');
    const pixels: FramePixels = {
      width,
      height,
      format: { layout: 'rgb', bitDepth: 8, range: 'full', matrix: 'bt709' },
      planes: [{ data: Uint8Array.from(plane.subarray(0, stride * height)), stride, width, height }],
    };
    const memory = { native: undefined, pixels, writable: () => pixels, view: viewPixels(pixels), free: () => {} };
    return new RawFrame(memory, index, seconds);
  } finally {
    converted.free();
  }
}
