import {
  cleanAv1Sample,
  cleanH264Sample,
  joinBytes,
  Mp4Writer,
  opusSampleEntry,
  videoSampleEntry,
  type FrameSink,
  type HiddenFrame,
  type Mp4Track,
} from '@passerby/engine';
import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  Output,
  StreamTarget,
  WebMOutputFormat,
} from 'mediabunny';
import type { ScratchFile } from '../storage/scratch-file.ts';
import type { ChosenEncoder } from './choose-encoder.ts';
import { FrameEncoder, type CodedPicture } from './encode-frames.ts';
import type { CodedSound, SoundEncoder } from './encode-sound.ts';
import type { PictureForm } from './picture-form.ts';
import type { PlanarPicture } from './planar-picture.ts';

/** What a hidden copy of a video is made with. */
export interface VideoSinkSettings {
  readonly encoder: ChosenEncoder;
  readonly form: PictureForm;
  /** Ticks a second of all times. */
  readonly timescale: number;
  /** Sound that is kept, encoded anew; taken. */
  readonly sound?: SoundEncoder | undefined;
}

/** One container, written piece by piece. */
interface PictureWriter {
  write(picture: CodedPicture): Promise<void>;
  writeSound(sound: CodedSound): Promise<void>;
  finish(): Promise<void>;
  /** Frees what it holds; the file is the caller's. Idempotent. */
  close(): Promise<void>;
}

/**
 * Writes newly encoded pictures and, where asked for, sound, nothing else, to this file: H.264 to MP4 by our own writer, VP9 and AV1 to WebM. Times, durations, size and colours are the
 * source's. The file stays the caller's, who removes it where this fails.
 */
export function createVideoSink(file: ScratchFile, settings: VideoSinkSettings): FrameSink<PlanarPicture> {
  const isMp4 = settings.encoder.format === 'mp4-h264';
  return new EncodingSink(settings, isMp4 ? new Mp4Pictures(file, settings) : new WebmPictures(file, settings));
}

/** Sound lies this far apart between the pictures. */
const interleaveSeconds = 0.5;

class EncodingSink implements FrameSink<PlanarPicture> {
  readonly #encoder: FrameEncoder;
  readonly #sound: SoundEncoder | undefined;
  readonly #writer: PictureWriter;
  #soundSeconds = 0;
  #endSeconds = 0;

  constructor({ encoder, sound }: VideoSinkSettings, writer: PictureWriter) {
    this.#encoder = new FrameEncoder(encoder);
    this.#sound = sound;
    this.#writer = writer;
  }

  async write(hidden: HiddenFrame<PlanarPicture>): Promise<void> {
    using frame = hidden;
    const { seconds, durationSeconds } = frame.native;
    this.#endSeconds = seconds + durationSeconds;
    await this.#encoder.encode(frame);
    for (const picture of this.#encoder.take()) await this.#writer.write(picture);
    if (this.#sound && seconds >= this.#soundSeconds) {
      this.#soundSeconds = seconds + interleaveSeconds;
      for (const sound of await this.#sound.encodeUntil(this.#soundSeconds)) await this.#writer.writeSound(sound);
    }
  }

  async finish(): Promise<void> {
    for (const picture of await this.#encoder.finish()) await this.#writer.write(picture);
    const rest = (await this.#sound?.finish(this.#endSeconds)) ?? [];
    // Read ahead a little: what begins after the last picture is left out.
    for (const sound of rest) if (sound.seconds < this.#endSeconds) await this.#writer.writeSound(sound);
    await this.#writer.finish();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#encoder[Symbol.dispose]();
    await this.#sound?.[Symbol.asyncDispose]();
    await this.#writer.close();
  }
}

class Mp4Pictures implements PictureWriter {
  readonly #writer: Mp4Writer;
  readonly #track: Mp4Track;
  readonly #timescale: number;
  readonly #soundTrack: Mp4Track | undefined;
  #opusHeader: Uint8Array | undefined;
  #configuration: Uint8Array | undefined;

  constructor(file: ScratchFile, { form, timescale, sound }: VideoSinkSettings) {
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
    this.#soundTrack =
      sound &&
      this.#writer.addTrack({
        kind: 'sound',
        timescale: opusTimescale,
        shownWidth: 0,
        shownHeight: 0,
        describe: () => {
          if (!this.#opusHeader) throw new TypeError('Expected the encoder to describe its sound, but it did not.');
          return opusSampleEntry(this.#opusHeader);
        },
      });
  }

  async write({ bytes, isKey, seconds, durationSeconds, decoderConfig }: CodedPicture): Promise<void> {
    this.#configuration ??= copyBytes(decoderConfig?.description);
    const shownTicks = Math.round(seconds * this.#timescale);
    await this.#writer.write(this.#track, cleanH264Sample(bytes), { shownTicks, isKey });
    this.#track.durationTicks = shownTicks + Math.max(1, Math.round(durationSeconds * this.#timescale));
  }

  async writeSound({ bytes, seconds, durationSeconds, decoderConfig }: CodedSound): Promise<void> {
    const track = this.#soundTrack;
    if (!track) throw new TypeError('Expected no sound.');
    this.#opusHeader ??= copyBytes(decoderConfig?.description);
    const shownTicks = Math.max(track.durationTicks, Math.round(seconds * opusTimescale));
    await this.#writer.write(track, [bytes], { shownTicks, isKey: true });
    track.durationTicks = shownTicks + Math.round(durationSeconds * opusTimescale);
  }

  finish(): Promise<void> {
    return this.#writer.finish();
  }

  async close(): Promise<void> {}
}

/** Opus counts so, whatever was encoded. */
const opusTimescale = 48_000;

class WebmPictures implements PictureWriter {
  readonly #output: Output;
  readonly #source: EncodedVideoPacketSource;
  readonly #soundSource: EncodedAudioPacketSource | undefined;
  readonly #isAv1: boolean;
  #isStarted = false;
  #isFinished = false;

  constructor(file: ScratchFile, { encoder, sound }: VideoSinkSettings) {
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
    if (!sound) return;
    this.#soundSource = new EncodedAudioPacketSource('opus');
    this.#output.addAudioTrack(this.#soundSource);
  }

  async write({ bytes, isKey, seconds, durationSeconds, decoderConfig }: CodedPicture): Promise<void> {
    await this.#start();
    const clean = this.#isAv1 ? joinBytes(cleanAv1Sample(bytes)) : bytes;
    const packet = new EncodedPacket(clean, isKey ? 'key' : 'delta', seconds, durationSeconds);
    await this.#source.add(packet, decoderConfig ? { decoderConfig } : undefined);
  }

  async writeSound({ bytes, seconds, durationSeconds, decoderConfig }: CodedSound): Promise<void> {
    await this.#start();
    const packet = new EncodedPacket(bytes, 'key', seconds, durationSeconds);
    await this.#soundSource?.add(packet, decoderConfig ? { decoderConfig } : undefined);
  }

  async finish(): Promise<void> {
    await this.#output.finalize();
    this.#isFinished = true;
  }

  async #start(): Promise<void> {
    if (this.#isStarted) return;
    this.#isStarted = true;
    await this.#output.start();
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
