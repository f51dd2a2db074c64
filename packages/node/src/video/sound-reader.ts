import { UnsupportedMediaError } from '@passerby/engine';
import {
  avChannelLayoutDescribe,
  avGetCodecName,
  avGetSampleFmtName,
  Codec,
  CodecContext,
  Filter,
  FilterGraph,
  FilterInOut,
  Frame,
  Packet,
  type FilterContext,
  type FormatContext,
  type Stream,
} from 'node-av';
import { AV_NOPTS_VALUE, AVDISCARD_ALL, AVERROR_EAGAIN, AVERROR_EOF, type AVSampleFormat } from 'node-av/constants';
import { chooseSoundStream } from './choose-stream.ts';
import { checkReading } from './ffmpeg.ts';
import { openInput } from './open-input.ts';

/** Samples a second that AAC knows; other sound is brought to 48000. */
const aacRates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000];

/** Gaps up to here are filled with silence; longer ones are taken for a damaged time. */
const longestGapSeconds = 3600;

/** Samples of each channel in one frame of AAC. */
export const soundFrameSamples = 1024;

/** The first sound track of a file, decoded: frames of {@link soundFrameSamples} samples (the last may be shorter), silence where it has gaps. */
export class SoundReader {
  readonly #input: FormatContext;
  readonly #stream: Stream;
  readonly #startSeconds: number;
  readonly #decoder: CodecContext = new CodecContext();
  readonly #packet: Packet = new Packet();
  readonly #decoded: Frame = new Frame();
  #graph: FilterGraph | undefined;
  #source: FilterContext | undefined;
  #sink: FilterContext | undefined;
  #nextSample = 0n;
  #isEnded = false;

  private constructor(input: FormatContext, stream: Stream, startSeconds: number) {
    this.#input = input;
    this.#stream = stream;
    this.#startSeconds = startSeconds;
    this.#packet.alloc();
    this.#decoded.alloc();
    for (const other of input.streams) if (other.index !== stream.index) other.discard = AVDISCARD_ALL;
  }

  /**
   * Opens the sound of a file; `undefined` where it has none.
   * @param startSeconds The container's clock at the first frame shown: sound before it is left out.
   * @throws UnsupportedMediaError where the sound cannot be decoded.
   */
  static open(file: string, startSeconds: number): SoundReader | undefined {
    const input = openInput(file);
    const stream = chooseSoundStream(input);
    if (!stream) {
      input.closeInputSync();
      return undefined;
    }
    const reader = new SoundReader(input, stream, startSeconds);
    try {
      reader.#openDecoder();
      return reader;
    } catch (error) {
      reader.close();
      throw error;
    }
  }

  /** Samples a second of what it gives. */
  get sampleRate(): number {
    return aacRates.includes(this.#decoder.sampleRate) ? this.#decoder.sampleRate : 48_000;
  }

  /** Puts the next frame into `into`; false after the last. */
  read(into: Frame): boolean {
    for (;;) {
      if (this.#sink) {
        const code = this.#sink.buffersinkGetFrameSync(into);
        if (code >= 0) return true;
        if (code === AVERROR_EOF) return false;
        if (code !== AVERROR_EAGAIN) checkReading(code, 'resampling sound');
      }
      if (this.#isEnded) return false;
      this.#decode();
    }
  }

  close(): void {
    this.#graph?.free();
    this.#decoder.freeContext();
    this.#decoded.free();
    this.#packet.free();
    this.#input.closeInputSync();
  }

  #openDecoder(): void {
    const { codecpar, timeBase } = this.#stream;
    const codec = Codec.findDecoder(codecpar.codecId);
    if (!codec) {
      throw new UnsupportedMediaError(
        `The sound (${avGetCodecName(codecpar.codecId) ?? 'unknown'}) cannot be decoded.`,
      );
    }
    this.#decoder.allocContext3(codec);
    checkReading(this.#decoder.parametersToContext(codecpar), 'setting up the sound decoder');
    this.#decoder.pktTimebase = timeBase;
    checkReading(this.#decoder.open2Sync(codec, null), 'opening the sound decoder');
  }

  /** Decodes until something new is in the graph, or all is. Damaged packets leave a gap, which becomes silence. */
  #decode(): void {
    for (;;) {
      const code = this.#decoder.receiveFrameSync(this.#decoded);
      if (code >= 0) return this.#push();
      if (code === AVERROR_EOF) {
        this.#isEnded = this.#sink === undefined;
        this.#source?.buffersrcAddFrameSync(null);
        return;
      }
      if (code === AVERROR_EAGAIN) this.#feed();
    }
  }

  #feed(): void {
    do {
      this.#packet.unref();
      if (this.#input.readFrameSync(this.#packet) < 0) {
        this.#decoder.sendPacketSync(null);
        return;
      }
    } while (this.#packet.streamIndex !== this.#stream.index);
    this.#decoder.sendPacketSync(this.#packet);
  }

  #push(): void {
    const frame = this.#decoded;
    const { num, den } = this.#stream.timeBase;
    const units = frame.bestEffortTimestamp;
    if (units !== AV_NOPTS_VALUE) {
      const seconds = (Number(units) * num) / den - this.#startSeconds;
      const sample = Math.round(seconds * frame.sampleRate);
      // A damaged time must not make hours of silence.
      if (Math.abs(sample - Number(this.#nextSample)) < longestGapSeconds * frame.sampleRate) {
        this.#nextSample = BigInt(sample);
      }
    }
    frame.pts = this.#nextSample;
    this.#nextSample += BigInt(frame.nbSamples);
    if (!this.#source) this.#openGraph();
    const code = this.#source?.buffersrcAddFrameSync(frame) ?? 0;
    checkReading(code, 'resampling sound');
  }

  #openGraph(): void {
    const frame = this.#decoded;
    const graph = new FilterGraph();
    this.#graph = graph;
    graph.alloc();
    const layout = avChannelLayoutDescribe(frame.channelLayout) ?? 'stereo';
    const format = avGetSampleFmtName(frame.format as AVSampleFormat) ?? 'fltp';
    const described = `sample_rate=${frame.sampleRate}:sample_fmt=${format}:channel_layout=${layout}:time_base=1/${frame.sampleRate}`;
    const source = graph.createFilter(filterNamed('abuffer'), 'in', described);
    const sink = graph.createFilter(filterNamed('abuffersink'), 'out');
    if (!source || !sink) throw new UnsupportedMediaError(`Sound with the channels ${layout} is not supported.`);
    const filters = [
      `aresample=${this.sampleRate}:async=1:first_pts=0:min_hard_comp=0.05`,
      'aformat=sample_fmts=fltp:channel_layouts=mono|stereo|5.1',
      `asetnsamples=n=${soundFrameSamples}:p=0`,
    ];
    const outputs = FilterInOut.createList([{ name: 'in', filterCtx: source, padIdx: 0 }]);
    const inputs = FilterInOut.createList([{ name: 'out', filterCtx: sink, padIdx: 0 }]);
    checkReading(graph.parsePtr(filters.join(','), inputs, outputs), 'setting up its sound filters');
    checkReading(graph.configSync(), 'setting up its sound filters');
    this.#source = source;
    this.#sink = sink;
  }
}

function filterNamed(name: string): Filter {
  const filter = Filter.getByName(name);
  if (!filter) throw new Error(`This build of FFmpeg has no filter ${name}.`);
  return filter;
}
