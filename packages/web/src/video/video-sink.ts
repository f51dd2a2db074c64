import {
  cleanAv1Sample,
  cleanH264Sample,
  joinBytes,
  Mp4Writer,
  videoSampleEntry,
  type FrameSink,
  type HiddenFrame,
  type Mp4Track,
} from '@passerby/engine';
import { EncodedPacket, EncodedVideoPacketSource, Output, StreamTarget, WebMOutputFormat } from 'mediabunny';
import type { ScratchFile } from '../storage/output-store.ts';
import type { ChosenEncoder } from './choose-encoder.ts';
import { FrameEncoder, type CodedPicture } from './encode-frames.ts';
import type { PictureForm } from './picture-form.ts';
import type { PlanarPicture } from './planar-picture.ts';

/** What a hidden copy of a video is made with. */
export interface VideoSinkSettings {
  readonly encoder: ChosenEncoder;
  readonly form: PictureForm;
  /** Ticks a second of all times. */
  readonly timescale: number;
}

/** One container, written piece by piece. */
interface PictureWriter {
  write(picture: CodedPicture): Promise<void>;
  finish(): Promise<void>;
  /** Frees what it holds; the file is the caller's. Idempotent. */
  close(): Promise<void>;
}

/**
 * Writes newly encoded pictures, nothing else, to this file: H.264 to MP4 by our own writer, VP9 and AV1 to WebM. Times, durations, size and colours are the
 * source's. The file stays the caller's, who removes it where this fails.
 */
export function createVideoSink(file: ScratchFile, settings: VideoSinkSettings): FrameSink<PlanarPicture> {
  const isMp4 = settings.encoder.format === 'mp4-h264';
  return new EncodingSink(settings.encoder, isMp4 ? new Mp4Pictures(file, settings) : new WebmPictures(file, settings));
}

class EncodingSink implements FrameSink<PlanarPicture> {
  readonly #encoder: FrameEncoder;
  readonly #writer: PictureWriter;

  constructor(encoder: ChosenEncoder, writer: PictureWriter) {
    this.#encoder = new FrameEncoder(encoder);
    this.#writer = writer;
  }

  async write(hidden: HiddenFrame<PlanarPicture>): Promise<void> {
    using frame = hidden;
    await this.#encoder.encode(frame);
    for (const picture of this.#encoder.take()) await this.#writer.write(picture);
  }

  async finish(): Promise<void> {
    for (const picture of await this.#encoder.finish()) await this.#writer.write(picture);
    await this.#writer.finish();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#encoder[Symbol.dispose]();
    await this.#writer.close();
  }
}

class Mp4Pictures implements PictureWriter {
  readonly #writer: Mp4Writer;
  readonly #track: Mp4Track;
  readonly #timescale: number;
  #configuration: Uint8Array | undefined;

  constructor(file: ScratchFile, { form, timescale }: VideoSinkSettings) {
    this.#timescale = timescale;
    this.#writer = new Mp4Writer(file);
    const { num, den } = form.pixelAspect;
    this.#track = this.#writer.addTrack({
      kind: 'video',
      timescale,
      shownWidth: (form.width * num) / den,
      shownHeight: form.height,
      describe: () => {
        if (!this.#configuration) throw new TypeError('Expected the encoder to describe its pictures, but it did not.');
        return videoSampleEntry('h264', this.#configuration, form);
      },
    });
  }

  async write({ bytes, isKey, seconds, durationSeconds, decoderConfig }: CodedPicture): Promise<void> {
    this.#configuration ??= copyBytes(decoderConfig?.description);
    const shownTicks = Math.round(seconds * this.#timescale);
    await this.#writer.write(this.#track, cleanH264Sample(bytes), { shownTicks, isKey });
    this.#track.durationTicks = shownTicks + Math.max(1, Math.round(durationSeconds * this.#timescale));
  }

  finish(): Promise<void> {
    return this.#writer.finish();
  }

  async close(): Promise<void> {}
}

class WebmPictures implements PictureWriter {
  readonly #output: Output;
  readonly #source: EncodedVideoPacketSource;
  readonly #isAv1: boolean;
  #isStarted = false;
  #isFinished = false;

  constructor(file: ScratchFile, { encoder }: VideoSinkSettings) {
    const writable = new WritableStream({
      write: ({ data, position }: { data: Uint8Array; position: number }) => file.write(data, position),
    });
    this.#output = new Output({
      format: new WebMOutputFormat(),
      target: new StreamTarget(writable, { chunked: true }),
    });
    this.#isAv1 = encoder.codec === 'av1';
    this.#source = new EncodedVideoPacketSource(this.#isAv1 ? 'av1' : 'vp9');
    this.#output.addVideoTrack(this.#source);
  }

  async write({ bytes, isKey, seconds, durationSeconds, decoderConfig }: CodedPicture): Promise<void> {
    if (!this.#isStarted) {
      this.#isStarted = true;
      await this.#output.start();
    }
    const clean = this.#isAv1 ? joinBytes(cleanAv1Sample(bytes)) : bytes;
    const packet = new EncodedPacket(clean, isKey ? 'key' : 'delta', seconds, durationSeconds);
    await this.#source.add(packet, decoderConfig ? { decoderConfig } : undefined);
  }

  async finish(): Promise<void> {
    await this.#output.finalize();
    this.#isFinished = true;
  }

  async close(): Promise<void> {
    if (this.#isStarted && !this.#isFinished) await this.#output.cancel();
  }
}

function copyBytes(source: AllowSharedBufferSource | undefined): Uint8Array | undefined {
  if (!source) return undefined;
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
    : new Uint8Array(source).slice();
}
