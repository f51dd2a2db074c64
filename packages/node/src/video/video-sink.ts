import {
  av1Configuration,
  cleanAv1Sample,
  cleanH264Sample,
  Mp4Writer,
  soundSampleEntry,
  videoSampleEntry,
  type FrameSink,
  type HiddenFrame,
  type Mp4Pictures,
  type Mp4Track,
} from '@passerby/engine';
import {
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_UNSPECIFIED,
} from 'node-av/constants';
import { rm } from 'node:fs/promises';
import type { AvPicture } from './av-picture.ts';
import { OutputFile } from './output-file.ts';
import { SoundEncoder, type CodedSound } from './sound-encoder.ts';
import { VideoEncoder, type VideoQuality } from './video-encoder.ts';
import type { VideoFacts } from './video-facts.ts';
import type { VideoSource } from './video-source.ts';

/** Options of {@link createVideoSink}. */
export interface VideoSinkOptions {
  /** Default `default`. */
  readonly quality?: VideoQuality | undefined;
  /** `keep` keeps the first sound track of the source, encoded anew as AAC: voices remain. Default `drop`. */
  readonly audio?: 'drop' | 'keep' | undefined;
}

/**
 * Creates an MP4 file at exactly this path, for all frames of this source: newly encoded pictures and, if asked, sound, nothing else.
 * Times, durations, size, colours and pixel aspect are the source's. Disposed without `finish()` it deletes the file.
 */
export async function createVideoSink(
  file: string,
  source: VideoSource,
  options: VideoSinkOptions = {},
): Promise<FrameSink<AvPicture>> {
  const encoder = new VideoEncoder(source.facts, options.quality ?? 'default');
  let sound: SoundEncoder | undefined;
  try {
    if (options.audio === 'keep') sound = SoundEncoder.open(source.file, source.startSeconds);
    return new Mp4VideoSink(file, await OutputFile.create(file), source.facts, encoder, sound);
  } catch (error) {
    encoder.close();
    sound?.close();
    throw error;
  }
}

/** Sound lies this far apart between the pictures. */
const interleaveSeconds = 0.5;

class Mp4VideoSink implements FrameSink<AvPicture> {
  readonly #path: string;
  readonly #file: OutputFile;
  readonly #writer: Mp4Writer;
  readonly #encoder: VideoEncoder;
  readonly #sound: SoundEncoder | undefined;
  readonly #timescale: number;
  readonly #track: Mp4Track;
  readonly #soundTrack: Mp4Track | undefined;
  #soundSeconds = 0;
  #configuration: Uint8Array | undefined;
  #state: 'open' | 'finished' | 'disposed' = 'open';

  constructor(
    path: string,
    file: OutputFile,
    facts: VideoFacts,
    encoder: VideoEncoder,
    sound: SoundEncoder | undefined,
  ) {
    const writer = new Mp4Writer(file);
    this.#path = path;
    this.#file = file;
    this.#writer = writer;
    this.#encoder = encoder;
    this.#sound = sound;
    this.#timescale = facts.timescale;
    const { num, den } = facts.sampleAspectRatio;
    this.#track = writer.addTrack({
      kind: 'video',
      timescale: facts.timescale,
      shownWidth: (facts.width * num) / den,
      shownHeight: facts.height,
      describe: () =>
        videoSampleEntry(encoder.codec, this.#configuration ?? encoder.configuration, describePictures(facts)),
    });
    this.#soundTrack =
      sound &&
      writer.addTrack({
        kind: 'sound',
        timescale: sound.sampleRate,
        shownWidth: 0,
        shownHeight: 0,
        describe: () => soundSampleEntry(sound.configuration, sound.sampleRate, sound.channels),
      });
  }

  async write(hidden: HiddenFrame<AvPicture>): Promise<void> {
    using frame = hidden;
    const { frame: picture, time } = frame.native;
    this.#encoder.encode(picture, time);
    this.#track.durationTicks = time.ticks + time.durationTicks;
    await this.#drain();
    const seconds = time.ticks / this.#timescale;
    if (this.#sound && seconds >= this.#soundSeconds + interleaveSeconds) {
      this.#soundSeconds = seconds;
      await this.#writeSound(this.#sound.encodeUntil(seconds));
    }
  }

  async finish(): Promise<void> {
    this.#encoder.end();
    await this.#drain();
    if (this.#sound) await this.#writeSound(this.#sound.finish(this.#track.durationSeconds));
    await this.#writer.finish();
    await this.#file.close();
    this.#free();
    this.#state = 'finished';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'disposed';
    this.#free();
    await this.#file.close();
    await rm(this.#path, { force: true });
  }

  #free(): void {
    this.#encoder.close();
    this.#sound?.close();
  }

  async #writeSound(pieces: Iterable<CodedSound>): Promise<void> {
    if (!this.#sound || !this.#soundTrack) return;
    for (const { data, shownTicks } of pieces) {
      await this.#writer.write(this.#soundTrack, [data], { shownTicks, isKey: true });
    }
    this.#soundTrack.durationTicks = this.#sound.encodedSamples;
  }

  async #drain(): Promise<void> {
    for (let coded = this.#encoder.take(); coded; coded = this.#encoder.take()) {
      if (this.#encoder.codec === 'av1') this.#configuration ??= av1Configuration(coded.data);
      const pieces = this.#encoder.codec === 'av1' ? cleanAv1Sample(coded.data) : cleanH264Sample(coded.data);
      await this.#writer.write(this.#track, pieces, coded);
    }
  }
}

function describePictures({ width, height, color, sampleAspectRatio }: VideoFacts): Mp4Pictures {
  const { primaries, transfer, matrix, range } = color;
  const isTagged =
    primaries !== AVCOL_PRI_UNSPECIFIED || transfer !== AVCOL_TRC_UNSPECIFIED || matrix !== AVCOL_SPC_UNSPECIFIED;
  return {
    width,
    height,
    color: isTagged ? { primaries, transfer, matrix, isFullRange: range === AVCOL_RANGE_JPEG } : undefined,
    pixelAspect: sampleAspectRatio,
  };
}
