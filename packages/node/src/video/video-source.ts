import { RawFrame, type AbortSignalLike, type FrameSource } from '@passerby/engine';
import type { FormatContext } from 'node-av';
import { AV_TIME_BASE } from 'node-av/constants';
import { setImmediate } from 'node:timers/promises';
import type { AvPicture } from './av-picture.ts';
import { videoStreams } from './choose-stream.ts';
import { FramePool } from './frame-pool.ts';
import { FrameScaler } from './frame-scaler.ts';
import type { VideoFacts } from './video-facts.ts';
import { announcedSeconds, VideoReader, type VideoPurpose } from './video-reader.ts';

/** Options of {@link openVideoSource}. */
export interface VideoSourceOptions {
  /** `look` decodes faster and a little rougher, for detectors only; `hide` exactly. Frames and times are the same. Default `hide`. */
  readonly purpose?: VideoPurpose | undefined;
}

/** The frames of one video file, as a player shows them: upright, 8-bit 4:2:0, of one even size, times from 0. */
export interface VideoSource extends FrameSource<AvPicture> {
  /** The file; for its sound. */
  readonly file: string;
  readonly facts: VideoFacts;
  /** For progress only; 0 where nothing is known. */
  readonly estimatedFrameCount: number;
  /** What is done to the pictures and what is left out, one sentence each. */
  readonly notes: readonly string[];
  /** What was wrong in the last complete reading, one sentence each. */
  readonly warnings: readonly string[];
  /** From the first frame shown to the end of the last, in the last complete reading; 0 before. */
  readonly durationSeconds: number;
  /** Seconds of the container's clock at which the first frame is shown; known once it was read. */
  readonly startSeconds: number;
  /** Frees decoder and memory. Frames still held stay valid until they are disposed. */
  [Symbol.dispose](): void;
}

/** Native calls block; after so many frames others get their turn. */
const framesPerTurn = 4;

/**
 * Opens a video. Only the file itself is read, whatever it refers to. The receiver disposes it.
 * @throws UnsupportedMediaError where it holds no video that can be read.
 * @throws DamagedMediaError where nothing can be decoded.
 */
export async function openVideoSource(file: string, options: VideoSourceOptions = {}): Promise<VideoSource> {
  return new FileVideoSource(file, options.purpose ?? 'hide');
}

class FileVideoSource implements VideoSource {
  readonly file: string;
  readonly facts: VideoFacts;
  readonly notes: readonly string[];
  readonly startSeconds: number;
  warnings: readonly string[] = [];
  durationSeconds = 0;
  readonly #purpose: VideoPurpose;
  readonly #pool: FramePool = new FramePool();
  readonly #scaler: FrameScaler = new FrameScaler();
  /** Opened for the facts, used by the first reading. */
  #opened: VideoReader | undefined;

  constructor(file: string, purpose: VideoPurpose) {
    this.file = file;
    this.#purpose = purpose;
    this.#opened = this.#open();
    this.facts = factsOf(this.#opened);
    this.notes = notesOf(this.#opened);
    this.startSeconds = this.#opened.startSeconds;
  }

  get width(): number {
    return this.facts.width;
  }

  get height(): number {
    return this.facts.height;
  }

  get estimatedFrameCount(): number {
    return this.facts.estimatedFrameCount;
  }

  async *frames(options: { readonly signal?: AbortSignalLike | undefined } = {}): AsyncGenerator<RawFrame<AvPicture>> {
    const reader = this.#opened ?? this.#open();
    this.#opened = undefined;
    try {
      for (let index = 0; ; index++) {
        if (index % framesPerTurn === 0) await setImmediate();
        options.signal?.throwIfAborted();
        const picture = reader.next();
        if (!picture) break;
        yield new RawFrame(picture, index, picture.time.ticks / this.facts.timescale);
      }
      this.durationSeconds = reader.endSeconds;
      this.warnings = describeDamage(reader);
    } finally {
      reader.close();
    }
  }

  [Symbol.dispose](): void {
    this.#opened?.close();
    this.#opened = undefined;
    this.#scaler.close();
    this.#pool.close();
  }

  #open(): VideoReader {
    return new VideoReader(this.file, this.#purpose, this.#pool, this.#scaler);
  }
}

function factsOf({ form, tickScale, framesPerSecond, input, stream }: VideoReader): VideoFacts {
  const estimatedDurationSeconds = announcedSeconds(stream) || containerSeconds(input);
  const counted = Number(stream.nbFrames);
  return {
    width: form.width,
    height: form.height,
    timescale: tickScale.timescale,
    framesPerSecond,
    estimatedDurationSeconds,
    estimatedFrameCount: counted || Math.round((estimatedDurationSeconds * framesPerSecond.num) / framesPerSecond.den),
    color: form.color,
    sampleAspectRatio: form.sampleAspectRatio,
  };
}

/** What the container says of its longest track; 0 where it says nothing. */
function containerSeconds(input: FormatContext): number {
  return input.duration > 0n ? Number(input.duration) / AV_TIME_BASE : 0;
}

function notesOf({ form, input, stream }: VideoReader): string[] {
  const videos = videoStreams(input);
  if (videos.length < 2) return [...form.notes];
  const place = videos.findIndex((video) => video.index === stream.index) + 1;
  return [
    ...form.notes,
    `Of ${videos.length} video tracks, number ${place} is the one that players show: it is hidden, the others are left out.`,
  ];
}

function describeDamage(reader: VideoReader): string[] {
  const { damagedPictures, repairedTimes, missingSeconds } = reader.damage;
  const sentences: string[] = [];
  if (damagedPictures > 0) {
    sentences.push(`The file is damaged: ${frames(damagedPictures)} could be decoded only in part or not at all.`);
  }
  if (missingSeconds > 0) sentences.push(`The file ends ${missingSeconds.toFixed(1)} s earlier than it announces.`);
  if (repairedTimes > 0)
    sentences.push(`The times of ${frames(repairedTimes)} ran backwards or jumped and were set anew.`);
  return sentences;
}

function frames(count: number): string {
  return count === 1 ? '1 frame' : `${count} frames`;
}
