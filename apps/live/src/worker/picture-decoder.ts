import { checkFfmpeg, describeFfmpegError, setOption, type FramePool } from '@passerby/node/internal';
import { Codec, CodecContext, Packet, type Frame } from 'node-av';
import {
  AV_CODEC_FLAG_LOW_DELAY,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_MJPEG,
  AV_FRAME_FLAG_CORRUPT,
  AVERROR_EAGAIN,
  AVERROR_EOF,
} from 'node-av/constants';
import type { StreamCodec } from '../source/pull-listener.ts';

const codecs = { h264: AV_CODEC_ID_H264, h265: AV_CODEC_ID_HEVC, mjpeg: AV_CODEC_ID_MJPEG } as const;
/** Larger pictures (8K) are refused before memory is taken for them. */
const maxPixels = 7680 * 4320;

/** A decoded picture; the receiver gives the frame back to the pool. */
export interface DecodedPicture {
  readonly frame: Frame;
  /** What was given with its access unit. */
  readonly tag: number;
}

/** FFmpeg's decoder for one camera connection, one thread and no delay. All calls are synchronous. */
export class PictureDecoder {
  readonly #context = new CodecContext();
  readonly #packet = new Packet();
  readonly #pool: FramePool;

  constructor(codec: StreamCodec, pool: FramePool) {
    this.#pool = pool;
    this.#packet.alloc();
    const decoder = Codec.findDecoder(typeof codec === 'string' ? codecs[codec] : codec.codecId);
    this.#context.allocContext3(decoder);
    if (typeof codec !== 'string') checkFfmpeg(this.#context.parametersToContext(codec), 'setting up the decoder');
    this.#context.threadCount = 1;
    this.#context.setFlags(AV_CODEC_FLAG_LOW_DELAY);
    setOption(this.#context, 'max_pixels', String(maxPixels));
    checkFfmpeg(this.#context.open2Sync(decoder, null), 'opening the decoder');
  }

  /** Gives the pictures that this access unit completes. @throws Error where it, or a picture, is damaged */
  decode(data: Uint8Array, tag: number): readonly DecodedPicture[] {
    const pictures: DecodedPicture[] = [];
    try {
      this.#packet.unref();
      this.#packet.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      this.#packet.pts = BigInt(tag);
      this.#packet.dts = BigInt(tag);
      checkFfmpeg(this.#context.sendPacketSync(this.#packet), 'decoding a picture');
      for (let picture = this.#receive(); picture; picture = this.#receive()) pictures.push(picture);
      return pictures;
    } catch (error) {
      for (const { frame } of pictures) this.#pool.giveEmpty(frame);
      throw error;
    }
  }

  /** Forgets what came before: the next access unit is a key frame. */
  flush(): void {
    this.#context.flushBuffers();
  }

  close(): void {
    this.#context.freeContext();
    this.#packet.free();
  }

  #receive(): DecodedPicture | undefined {
    const frame = this.#pool.takeEmpty();
    const code = this.#context.receiveFrameSync(frame);
    const isDamaged = code >= 0 && ((frame.flags & AV_FRAME_FLAG_CORRUPT) !== 0 || frame.decodeErrorFlags !== 0);
    if (code >= 0 && !isDamaged) return { frame, tag: Number(frame.pts) };
    this.#pool.giveEmpty(frame);
    if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return undefined;
    throw new Error(isDamaged ? 'A picture is damaged.' : `FFmpeg failed decoding: ${describeFfmpegError(code)}.`);
  }
}
