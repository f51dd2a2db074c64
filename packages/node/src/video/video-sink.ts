import type { FrameSink, HiddenFrame } from '@passerby/engine';
import { rm } from 'node:fs/promises';
import type { AvPicture } from './av-picture.ts';
import { av1Configuration, cleanAv1Sample } from './av1-sample.ts';
import { cleanH264Sample } from './h264-sample.ts';
import type { Mp4Track } from './mp4/mp4-track.ts';
import { Mp4Writer } from './mp4/mp4-writer.ts';
import { videoSampleEntry } from './mp4/sample-entries.ts';
import { VideoEncoder, type VideoQuality } from './video-encoder.ts';
import type { VideoFacts } from './video-facts.ts';
import type { VideoSource } from './video-source.ts';

/** Options of {@link createVideoSink}. */
export interface VideoSinkOptions {
  /** Default `default`. */
  readonly quality?: VideoQuality | undefined;
  /** `keep` keeps the first sound track of the source: voices remain. Default `drop`. */
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
  try {
    return new Mp4VideoSink(file, await Mp4Writer.create(file), encoder, source.facts);
  } catch (error) {
    encoder.close();
    throw error;
  }
}

class Mp4VideoSink implements FrameSink<AvPicture> {
  readonly #file: string;
  readonly #writer: Mp4Writer;
  readonly #encoder: VideoEncoder;
  readonly #track: Mp4Track;
  #configuration: Uint8Array | undefined;
  #state: 'open' | 'finished' | 'disposed' = 'open';

  constructor(file: string, writer: Mp4Writer, encoder: VideoEncoder, facts: VideoFacts) {
    this.#file = file;
    this.#writer = writer;
    this.#encoder = encoder;
    const { num, den } = facts.sampleAspectRatio;
    this.#track = writer.addTrack({
      kind: 'video',
      timescale: facts.timescale,
      shownWidth: (facts.width * num) / den,
      shownHeight: facts.height,
      describe: () => videoSampleEntry(encoder.codec, this.#configuration ?? encoder.configuration, facts),
    });
  }

  async write(hidden: HiddenFrame<AvPicture>): Promise<void> {
    using frame = hidden;
    const { frame: picture, time } = frame.native;
    this.#encoder.encode(picture, time);
    this.#track.durationTicks = time.ticks + time.durationTicks;
    await this.#drain();
  }

  async finish(): Promise<void> {
    this.#encoder.end();
    await this.#drain();
    await this.#writer.finish();
    this.#encoder.close();
    this.#state = 'finished';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'disposed';
    this.#encoder.close();
    await this.#writer.close();
    await rm(this.#file, { force: true });
  }

  async #drain(): Promise<void> {
    for (let coded = this.#encoder.take(); coded; coded = this.#encoder.take()) {
      if (this.#encoder.codec === 'av1') this.#configuration ??= av1Configuration(coded.data);
      const pieces = this.#encoder.codec === 'av1' ? cleanAv1Sample(coded.data) : cleanH264Sample(coded.data);
      await this.#writer.write(this.#track, pieces, coded);
    }
  }
}
