import { DamagedMediaError, UnsupportedMediaError, type PixelFormat } from '@passerby/engine';
import { avGetCodecName, Codec, CodecContext, Packet, type FormatContext, type Frame, type Stream } from 'node-av';
import {
  AV_FRAME_FLAG_CORRUPT,
  AV_NOPTS_VALUE,
  AVDISCARD_ALL,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVFMT_TS_DISCONT,
  AVSEEK_FLAG_BACKWARD,
} from 'node-av/constants';
import { AvPicture, type PictureTime } from './av-picture.ts';
import { chooseSoundStream, chooseVideoStream, videoStreams } from './choose-stream.ts';
import { checkReading, setOption } from './ffmpeg.ts';
import type { FramePool } from './frame-pool.ts';
import type { FrameScaler } from './frame-scaler.ts';
import { openInput } from './open-input.ts';
import { choosePictureForm, filtersFor, isInterlaced, pixelFormatOf, type PictureForm } from './picture-form.ts';
import { PictureGraph } from './picture-graph.ts';
import { chooseTickScale, PictureTimes, type TickScale } from './picture-times.ts';
import type { Ratio } from './video-facts.ts';

/** What the pictures are for: `look` decodes without the deblocking filter, faster and a little rougher; `hide` exactly. */
export type VideoPurpose = 'look' | 'hide';

/** Pictures larger than this (16K) are refused before memory is taken for them. */
const maxPixels = 16_384 * 8_640;

/** FFmpeg's names of the containers that say where their key frames are and when they are shown. */
const indexedFormats: ReadonlySet<string> = new Set(['mov,mp4,m4a,3gp,3g2,mj2', 'matroska,webm']);

/** How long before a moment reading begins that was sought, so that decoding has settled. */
const settleSeconds = 2;

/** What went wrong in one reading. */
export interface ReadingDamage {
  /** Packets that could not be decoded and pictures decoded with errors. */
  readonly damagedPictures: number;
  /** Times that ran backwards or jumped. */
  readonly repairedTimes: number;
  /** Seconds that the container announces but that do not come. */
  readonly missingSeconds: number;
}

/** One reading of a video from its first picture to its last. All calls are synchronous; nothing else may use it meanwhile. */
export class VideoReader {
  readonly input: FormatContext;
  readonly stream: Stream;
  readonly tickScale: TickScale;
  readonly framesPerSecond: Ratio;
  readonly form: PictureForm;
  /** The container's clock at the first picture, in seconds: sound is shifted by it. */
  readonly startSeconds: number;
  readonly #pixelFormat: PixelFormat;
  readonly #pool: FramePool;
  readonly #scaler: FrameScaler;
  readonly #decoder: CodecContext;
  readonly #packet: Packet = new Packet();
  readonly #times: PictureTimes;
  /** Times of pictures inside the graph. */
  readonly #inGraph: PictureTime[] = [];
  #graph: PictureGraph | undefined;
  #graphKey = '';
  #isFlushed = false;
  #firstFrame: Frame | undefined;
  /** Decoded, but of another kind than the graph's. */
  #waiting: TimedFrame | undefined;
  #seesFields = false;
  #isEnded = false;
  #damaged = 0;
  #endSeconds = 0;

  /**
   * Opens the file and decodes its first picture. Borrows pool and scaler.
   * @throws UnsupportedMediaError where it holds no video that can be decoded.
   * @throws DamagedMediaError where no picture can be decoded.
   */
  constructor(file: string, purpose: VideoPurpose, pool: FramePool, scaler: FrameScaler) {
    this.#pool = pool;
    this.#scaler = scaler;
    this.input = openInput(file);
    this.#packet.alloc();
    this.#decoder = new CodecContext();
    try {
      this.stream = pickStream(this.input);
      this.framesPerSecond = meanRate(this.stream);
      this.tickScale = chooseTickScale(this.stream.timeBase);
      const mayRestart = ((this.input.iformat?.flags ?? 0) & AVFMT_TS_DISCONT) !== 0;
      this.#times = new PictureTimes(this.tickScale, this.framesPerSecond, mayRestart);
      openDecoder(this.#decoder, this.stream, purpose);
      this.#firstFrame = this.#decode();
      if (!this.#firstFrame) throw new DamagedMediaError('No picture of this video could be decoded.');
      this.startSeconds = secondsOf(this.#firstFrame.bestEffortTimestamp, this.stream.timeBase);
      this.form = choosePictureForm(this.#firstFrame, this.stream);
      this.#pixelFormat = pixelFormatOf(this.form);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** End of the last picture given, in seconds from the first. */
  get endSeconds(): number {
    return this.#endSeconds;
  }

  /** After the last picture. */
  get damage(): ReadingDamage {
    const announced = announcedSeconds(this.stream);
    const missing = announced - this.#endSeconds;
    return {
      damagedPictures: this.#damaged,
      repairedTimes: this.#times.repaired,
      missingSeconds: missing > Math.max(1, announced * 0.02) ? missing : 0,
    };
  }

  /** Gives the next picture shown; `undefined` after the last. */
  next(): AvPicture | undefined {
    for (;;) {
      const finished = this.#pull();
      if (finished) return finished;
      const incoming = this.#waiting ?? this.#decodeTimed();
      this.#waiting = undefined;
      if (this.#graph && incoming?.graphKey !== this.#graphKey) {
        // The old graph gives what it holds before another kind of picture comes.
        this.#waiting = incoming;
        if (this.#isFlushed) this.#closeGraph();
        else this.#flushGraph();
        continue;
      }
      if (!incoming) return undefined;
      if (incoming.filters.length === 0) return this.#wrap(incoming.frame, incoming.time);
      this.#push(incoming);
    }
  }

  /**
   * Goes on at a key frame well before this moment: what follows the key frame in the file but is shown before it lacks its references, and is
   * over by then. Whether it did: containers without an index of key frames and times are only read from the start.
   */
  seek(seconds: number): boolean {
    if (!indexedFormats.has(this.input.iformat?.name ?? '')) return false;
    const { num, den } = this.stream.timeBase;
    const units = BigInt(Math.floor(((this.startSeconds + seconds - settleSeconds) * den) / num));
    if (this.input.seekFrameSync(this.stream.index, units, AVSEEK_FLAG_BACKWARD) < 0) return false;
    this.#decoder.flushBuffers();
    this.#closeGraph();
    this.#inGraph.length = 0;
    this.#freeWaiting();
    this.#isEnded = false;
    this.#times.jump();
    return true;
  }

  close(): void {
    this.#closeGraph();
    this.#freeWaiting();
    this.#decoder.freeContext();
    this.#packet.free();
    this.input.closeInputSync();
  }

  #freeWaiting(): void {
    for (const frame of [this.#firstFrame, this.#waiting?.frame]) if (frame) this.#pool.giveEmpty(frame);
    this.#firstFrame = undefined;
    this.#waiting = undefined;
  }

  #wrap(frame: Frame, time: PictureTime): AvPicture {
    return new AvPicture(frame, time, this.#pixelFormat, this.#pool, this.#scaler);
  }

  #push({ frame, time, filters, graphKey }: TimedFrame): void {
    this.#graph ??= new PictureGraph(frame, filters, this.tickScale.timescale, this.framesPerSecond);
    this.#graphKey = graphKey;
    this.#inGraph.push(time);
    frame.pts = BigInt(time.ticks);
    this.#graph.push(frame);
    this.#pool.giveEmpty(frame);
  }

  #pull(): AvPicture | undefined {
    if (!this.#graph) return undefined;
    const frame = this.#pool.takeEmpty();
    if (!this.#graph.pull(frame)) {
      this.#pool.giveEmpty(frame);
      return undefined;
    }
    const time = this.#inGraph.shift();
    if (!time) throw new DamagedMediaError('FFmpeg gave more pictures than it was given.');
    return this.#wrap(frame, time);
  }

  #flushGraph(): void {
    this.#graph?.push(null);
    this.#isFlushed = true;
  }

  #closeGraph(): void {
    this.#graph?.close();
    this.#graph = undefined;
    this.#graphKey = '';
    this.#isFlushed = false;
  }

  #decodeTimed(): TimedFrame | undefined {
    const frame = this.#firstFrame ?? this.#decode();
    this.#firstFrame = undefined;
    if (!frame) {
      if (this.#inGraph.length > 0 && !this.#graph) throw new DamagedMediaError('FFmpeg lost pictures on the way.');
      return undefined;
    }
    const time = this.#times.next({ units: frame.bestEffortTimestamp, durationUnits: frame.duration });
    this.#endSeconds = (time.ticks + time.durationTicks) / this.tickScale.timescale;
    this.#seesFields ||= isInterlaced(frame);
    const filters = filtersFor(frame, this.form, this.#seesFields);
    const graphKey =
      filters.length === 0
        ? ''
        : [frame.width, frame.height, frame.format, frame.colorSpace, frame.colorRange, ...filters].join();
    return { frame, time, filters, graphKey };
  }

  /** Gives the next decoded picture in the order shown. */
  #decode(): Frame | undefined {
    const frame = this.#pool.takeEmpty();
    for (;;) {
      const code = this.#decoder.receiveFrameSync(frame);
      if (code >= 0) {
        if ((frame.flags & AV_FRAME_FLAG_CORRUPT) !== 0 || frame.decodeErrorFlags !== 0) this.#damaged++;
        return frame;
      }
      if (code === AVERROR_EOF) break;
      if (code !== AVERROR_EAGAIN) this.#damaged++;
      else if (!this.#isEnded) this.#feed();
      else break;
    }
    this.#pool.giveEmpty(frame);
    return undefined;
  }

  /** Gives the decoder its next packet, or the end. */
  #feed(): void {
    for (;;) {
      this.#packet.unref();
      const read = this.input.readFrameSync(this.#packet);
      if (read < 0) {
        if (read !== AVERROR_EOF) this.#damaged++;
        this.#isEnded = true;
        this.#decoder.sendPacketSync(null);
        return;
      }
      if (this.#packet.streamIndex !== this.stream.index) continue;
      if (this.#decoder.sendPacketSync(this.#packet) < 0) this.#damaged++;
      return;
    }
  }
}

interface TimedFrame {
  readonly frame: Frame;
  readonly time: PictureTime;
  readonly filters: readonly string[];
  /** Same key, same graph; empty where none is needed. */
  readonly graphKey: string;
}

function pickStream(input: FormatContext): Stream {
  const chosen = chooseVideoStream(input);
  if (!chosen) throw new UnsupportedMediaError(describeMissingVideo(input));
  for (const stream of input.streams) if (stream.index !== chosen.index) stream.discard = AVDISCARD_ALL;
  return chosen;
}

function describeMissingVideo(input: FormatContext): string {
  const [video] = videoStreams(input);
  if (video) {
    const name = avGetCodecName(video.codecpar.codecId) ?? 'none';
    return `This build of FFmpeg cannot decode ${name === 'none' ? 'the' : name} video of this file.`;
  }
  return chooseSoundStream(input)
    ? 'This file holds sound but no moving picture.'
    : 'This file holds no moving picture.';
}

function openDecoder(decoder: CodecContext, stream: Stream, purpose: VideoPurpose): void {
  const codec = Codec.findDecoder(stream.codecpar.codecId);
  decoder.allocContext3(codec);
  checkReading(decoder.parametersToContext(stream.codecpar), 'setting up the decoder');
  decoder.pktTimebase = stream.timeBase;
  decoder.threadCount = 0;
  setOption(decoder, 'max_pixels', String(maxPixels));
  if (purpose === 'look') {
    setOption(decoder, 'skip_loop_filter', 'all');
    setOption(decoder, 'flags2', '+fast');
  }
  checkReading(decoder.open2Sync(codec, null), 'opening the decoder');
}

/** Faster than any camera whose files we know: some containers give their clock as the rate. */
const maxFramesPerSecond = 1000;

function meanRate(stream: Stream): Ratio {
  for (const { num, den } of [stream.avgFrameRate, stream.rFrameRate]) {
    if (num > 0 && den > 0 && num <= den * maxFramesPerSecond) return { num, den };
  }
  return { num: 25, den: 1 };
}

/** What the container says of the track's length; 0 where it says nothing. */
export function announcedSeconds(stream: Stream): number {
  return stream.duration > 0n ? secondsOf(stream.duration, stream.timeBase) : 0;
}

function secondsOf(units: bigint, timeBase: Ratio): number {
  return units === AV_NOPTS_VALUE ? 0 : (Number(units) * timeBase.num) / timeBase.den;
}
