import {
  AVCHROMA_LOC_LEFT,
  AV_CHANNEL_ORDER_NATIVE,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_YUV420P,
  AV_SAMPLE_FMT_FLTP,
  AVFMT_FLAG_BITEXACT,
  AV_LOG_ERROR,
  Codec,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBX264,
  CodecContext,
  FFmpegError,
  FormatContext,
  Frame,
  Log,
  Packet,
  Rational,
  type Stream,
} from 'node-av';

export interface ClipEncoderOptions {
  readonly width: number;
  readonly height: number;
  /** Whole frames per second. */
  readonly fps: number;
  /** Adds a quiet test tone (AAC, mono). */
  readonly sound: boolean;
  /** x264's constant rate factor. */
  readonly crf: number;
  /** As cameras encode: no B-frames, a key frame every second. */
  readonly likeCamera?: boolean | undefined;
}

interface Track {
  readonly encoder: CodecContext;
  readonly stream: Stream;
  readonly frame: Frame;
}

const sampleRate = 48_000;

/** Writes RGB frames to an MP4 file: H.264 4:2:0, BT.709. End with {@link finish}; {@link close} frees everything in any case. */
export class ClipEncoder {
  readonly #options: ClipEncoderOptions;
  readonly #output = new FormatContext();
  readonly #packet = new Packet();
  readonly #video: Track;
  readonly #audio: Track | undefined;
  #frames = 0;
  #samples = 0;
  #closed = false;

  constructor(file: string, options: ClipEncoderOptions) {
    const { width, height, fps } = options;
    if (width % 2 !== 0 || height % 2 !== 0) {
      throw new RangeError(`Expected an even width and height, received ${width}x${height}.`);
    }
    if (!Number.isInteger(fps) || fps < 1) throw new RangeError(`Expected whole frames per second, received ${fps}.`);
    this.#options = options;
    // FFmpeg's own talk: errors come back as results anyway.
    Log.setLevel(AV_LOG_ERROR);
    check(this.#output.allocOutputContext2(null, 'mp4', file), 'allocate the output');
    this.#output.setFlags(AVFMT_FLAG_BITEXACT);
    this.#packet.alloc();
    this.#video = this.#openVideo();
    this.#audio = options.sound ? this.#openAudio() : undefined;
    check(this.#output.openOutputSync(), 'open the output');
    check(this.#output.writeHeaderSync(), 'write the header');
  }

  /** Adds the next frame (RGB, no padding); borrows `rgb`. */
  write(rgb: Uint8Array): void {
    const { frame } = this.#video;
    // The encoder copies what it gets, so one frame is enough.
    check(frame.makeWritable(), 'prepare a frame');
    const { width, height } = this.#options;
    const [luma, blue, red] = frame.data ?? [];
    const [lumaStride, chromaStride] = frame.linesize;
    if (!luma || !blue || !red || lumaStride === undefined || chromaStride === undefined) {
      throw new Error('Expected a frame of three planes.');
    }
    convertToYuv(rgb, { width, height, luma, blue, red, lumaStride, chromaStride });
    frame.pts = BigInt(this.#frames++);
    this.#encode(this.#video, frame);
    this.#catchUpSound();
  }

  /** Flushes the encoders and completes the file. */
  finish(): void {
    this.#encode(this.#video, null);
    if (this.#audio) this.#encode(this.#audio, null);
    check(this.#output.writeTrailerSync(), 'complete the file');
    this.close();
  }

  /** Frees everything; a file that was not finished stays incomplete. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const track of [this.#video, this.#audio]) {
      track?.frame.free();
      track?.encoder.freeContext();
    }
    this.#packet.free();
    this.#output.closeOutputSync();
    this.#output.freeContext();
  }

  #openVideo(): Track {
    const { width, height, fps, crf, likeCamera = false } = this.#options;
    const codec = Codec.findEncoderByName(FF_ENCODER_LIBX264);
    if (!codec) throw new Error('Expected an FFmpeg with libx264.');
    const encoder = new CodecContext();
    encoder.allocContext3(codec);
    encoder.width = width;
    encoder.height = height;
    encoder.pixelFormat = AV_PIX_FMT_YUV420P;
    encoder.timeBase = new Rational(1, fps);
    encoder.framerate = new Rational(fps, 1);
    encoder.gopSize = likeCamera ? fps : fps * 4;
    encoder.colorRange = AVCOL_RANGE_MPEG;
    encoder.colorSpace = AVCOL_SPC_BT709;
    encoder.colorPrimaries = AVCOL_PRI_BT709;
    encoder.colorTrc = AVCOL_TRC_BT709;
    encoder.chromaLocation = AVCHROMA_LOC_LEFT;
    encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER, AV_CODEC_FLAG_BITEXACT);
    // One thread: with more, the bytes of a clip would depend on the machine.
    encoder.threadCount = 1;
    check(encoder.setOption('preset', 'veryfast'), 'set the preset');
    check(encoder.setOption('crf', String(crf)), 'set the rate factor');
    if (likeCamera) check(encoder.setOption('bf', '0'), 'switch B-frames off');
    // x264's AVX-512 code for macroblock trees reads memory that nobody wrote: with it, two runs give two files.
    check(encoder.setOption('x264-params', 'mbtree=0'), 'switch macroblock trees off');
    check(encoder.open2Sync(codec), 'open the video encoder');
    const frame = new Frame();
    frame.alloc();
    frame.width = width;
    frame.height = height;
    frame.format = AV_PIX_FMT_YUV420P;
    check(frame.getBuffer(0), 'allocate a frame');
    return this.#addTrack(encoder, frame);
  }

  #openAudio(): Track {
    const codec = Codec.findEncoderByName(FF_ENCODER_AAC);
    if (!codec) throw new Error('Expected an FFmpeg with an AAC encoder.');
    const encoder = new CodecContext();
    encoder.allocContext3(codec);
    encoder.sampleRate = sampleRate;
    encoder.sampleFormat = AV_SAMPLE_FMT_FLTP;
    encoder.channelLayout = { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: 4n };
    encoder.bitRate = 64_000n;
    encoder.timeBase = new Rational(1, sampleRate);
    encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER, AV_CODEC_FLAG_BITEXACT);
    check(encoder.open2Sync(codec), 'open the audio encoder');
    const frame = new Frame();
    frame.alloc();
    frame.format = AV_SAMPLE_FMT_FLTP;
    frame.nbSamples = encoder.frameSize;
    frame.sampleRate = sampleRate;
    frame.channelLayout = encoder.channelLayout;
    check(frame.getBuffer(0), 'allocate an audio frame');
    return this.#addTrack(encoder, frame);
  }

  #addTrack(encoder: CodecContext, frame: Frame): Track {
    const stream = this.#output.newStream();
    check(stream.codecpar.fromContext(encoder), 'describe a stream');
    stream.timeBase = encoder.timeBase;
    return { encoder, stream, frame };
  }

  /** Writes as much of the tone as there is picture. */
  #catchUpSound(): void {
    const audio = this.#audio;
    if (!audio) return;
    const due = (this.#frames / this.#options.fps) * sampleRate;
    while (this.#samples + audio.frame.nbSamples <= due) {
      check(audio.frame.makeWritable(), 'prepare an audio frame');
      const bytes = audio.frame.data?.[0];
      if (!bytes) throw new Error('Expected an audio frame with samples.');
      const samples = new Float32Array(bytes.buffer, bytes.byteOffset, audio.frame.nbSamples);
      for (let index = 0; index < samples.length; index++) {
        const seconds = (this.#samples + index) / sampleRate;
        samples[index] = 0.08 * Math.sin(2 * Math.PI * (220 + 110 * (Math.floor(seconds) % 3)) * seconds);
      }
      audio.frame.pts = BigInt(this.#samples);
      this.#samples += samples.length;
      this.#encode(audio, audio.frame);
    }
  }

  #encode({ encoder, stream }: Track, frame: Frame | null): void {
    check(encoder.sendFrameSync(frame), 'encode');
    for (;;) {
      const result = encoder.receivePacketSync(this.#packet);
      if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return;
      check(result, 'encode');
      // x264 leaves the duration open; without it players drop the last frame.
      if (this.#packet.duration === 0n) this.#packet.duration = 1n;
      this.#packet.streamIndex = stream.index;
      this.#packet.rescaleTs(encoder.timeBase, stream.timeBase);
      check(this.#output.interleavedWriteFrameSync(this.#packet), 'write to the file');
    }
  }
}

function check(result: number, action: string): void {
  FFmpegError.throwIfError(result, `Could not ${action}`);
}

interface Planes {
  readonly width: number;
  readonly height: number;
  readonly luma: Uint8Array;
  readonly blue: Uint8Array;
  readonly red: Uint8Array;
  readonly lumaStride: number;
  readonly chromaStride: number;
}

/** BT.709, limited range; chroma is the mean of two by two pixels. Whole-number arithmetic, so the result is the same everywhere. */
function convertToYuv(rgb: Uint8Array, { width, height, luma, blue, red, lumaStride, chromaStride }: Planes): void {
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      let sumRed = 0;
      let sumGreen = 0;
      let sumBlue = 0;
      for (let corner = 0; corner < 4; corner++) {
        const column = x + (corner & 1);
        const row = y + (corner >> 1);
        const at = (row * width + column) * 3;
        const r = rgb[at]!;
        const g = rgb[at + 1]!;
        const b = rgb[at + 2]!;
        luma[row * lumaStride + column] = (11966 * r + 40254 * g + 4064 * b + 1081344) >> 16;
        sumRed += r;
        sumGreen += g;
        sumBlue += b;
      }
      const at = (y >> 1) * chromaStride + (x >> 1);
      blue[at] = (-6596 * sumRed - 22189 * sumGreen + 28784 * sumBlue + 33685504) >> 18;
      red[at] = (28784 * sumRed - 26145 * sumGreen - 2639 * sumBlue + 33685504) >> 18;
    }
  }
}
