import { DamagedMediaError, RawFrame, UnsupportedMediaError } from '@passerby/engine';
import {
  AudioSampleSink,
  BlobSource,
  EncodedPacketSink,
  Input,
  MATROSKA,
  MP4,
  MPEG_TS,
  QTFF,
  VideoSampleSink,
  WEBM,
  type InputAudioTrack,
  type InputVideoTrack,
  type VideoSample,
} from 'mediabunny';
import { StudioFailure } from '../job/job-failure.ts';
import type { MovingSource, SoundTrack } from '../media/moving-source.ts';
import { isPlanar420, PlaneCopier } from './copy-planes.ts';
import { choosePictureForm, type PictureForm } from './picture-form.ts';
import { pictureBytes, pictureMemory, PicturePool, type PlanarPicture } from './planar-picture.ts';

/** Packets whose times tell the frame rate. */
const packetsForRate = 256;
/** Times are rounded by containers: a frame that begins this much later is shown at a moment already. */
const momentSlackSeconds = 0.0005;
/** Frames before this are what an edit list hides. */
const hiddenSlackSeconds = 1e-6;

/** One video file, decoded by WebCodecs. */
export class VideoSource implements MovingSource {
  readonly kind = 'video';
  readonly form: PictureForm;
  readonly estimatedFrameCount: number;
  durationSeconds: number;
  readonly framesPerSecond: number;
  readonly timescale: number;
  readonly sound: SoundTrack | undefined;
  readonly hasForeignSound: boolean;
  readonly notes: readonly string[];
  readonly #input: Input;
  readonly #track: InputVideoTrack;
  readonly #sink: VideoSampleSink;
  readonly #startSeconds: number;
  readonly #pool: PicturePool;

  private constructor(input: Input, track: InputVideoTrack, facts: OpenedFacts) {
    this.#input = input;
    this.#track = track;
    this.#sink = new VideoSampleSink(track);
    this.#startSeconds = facts.startSeconds;
    this.form = facts.form;
    this.durationSeconds = facts.endSeconds - facts.startSeconds;
    this.framesPerSecond = facts.framesPerSecond;
    this.estimatedFrameCount = Math.max(1, Math.round(this.durationSeconds * facts.framesPerSecond));
    this.timescale = facts.timescale;
    this.sound = facts.sound;
    this.hasForeignSound = facts.hasForeignSound;
    this.notes = facts.notes;
    this.#pool = new PicturePool(pictureBytes(facts.form));
  }

  /**
   * Opens a video; nothing but the file itself is read. The receiver disposes it.
   * @throws UnsupportedMediaError, StudioFailure with code `unsupported-codec`, DamagedMediaError
   */
  static async open(file: Blob): Promise<VideoSource> {
    const input = new Input({ formats: [MP4, QTFF, MATROSKA, WEBM, MPEG_TS], source: new BlobSource(file) });
    try {
      if (!(await input.canRead())) {
        throw new UnsupportedMediaError(
          'This is no kind of file that can be opened in a browser: the command line may.',
        );
      }
      const track = await input.getPrimaryVideoTrack();
      if (!track) throw new UnsupportedMediaError('This file holds no video.');
      return new VideoSource(input, track, await readFacts(input, track));
    } catch (error) {
      input.dispose();
      throw error;
    }
  }

  async frameSeconds(signal: AbortSignal): Promise<Float64Array> {
    const seconds: number[] = [];
    for await (const { timestamp } of new EncodedPacketSink(this.#track).packets(undefined, undefined, {
      metadataOnly: true,
    })) {
      signal.throwIfAborted();
      if (timestamp >= this.#startSeconds - hiddenSlackSeconds) seconds.push(timestamp - this.#startSeconds);
    }
    return Float64Array.from(seconds).sort();
  }

  async *frames({
    signal,
    fromSeconds,
  }: {
    readonly signal: AbortSignal;
    readonly fromSeconds?: number;
  }): AsyncGenerator<RawFrame<PlanarPicture>> {
    const copier = new PlaneCopier(this.form);
    // The sink begins with the last frame that is not after this.
    const first = this.#startSeconds + (fromSeconds ?? 0) + momentSlackSeconds;
    let index = 0;
    let endSeconds = 0;
    for await (const sample of decoded(this.#sink.samples(first))) {
      // `using` would close it only after the consumer is done with the frame: decoders stop when too many are held.
      try {
        signal.throwIfAborted();
        if (sample.timestamp < this.#startSeconds - hiddenSlackSeconds) continue;
        const picture = await this.#take(sample, copier);
        sample.close();
        endSeconds = picture.seconds + picture.durationSeconds;
        yield new RawFrame(pictureMemory(picture, this.#pool), index++, picture.seconds);
      } finally {
        sample.close();
      }
    }
    if (index === 0) throw new DamagedMediaError('Nothing of this video could be decoded.');
    if (fromSeconds === undefined) this.durationSeconds = endSeconds;
  }

  [Symbol.dispose](): void {
    this.#input.dispose();
  }

  async #take(sample: VideoSample, copier: PlaneCopier): Promise<PlanarPicture> {
    const bytes = this.#pool.take();
    await copier.copy(sample, bytes);
    return {
      bytes,
      form: this.form,
      seconds: Math.max(0, sample.timestamp - this.#startSeconds),
      durationSeconds: sample.duration,
    };
  }
}

interface OpenedFacts {
  readonly form: PictureForm;
  /** Of the container's clock. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly framesPerSecond: number;
  readonly timescale: number;
  readonly sound: SoundTrack | undefined;
  readonly hasForeignSound: boolean;
  readonly notes: readonly string[];
}

async function readFacts(input: Input, track: InputVideoTrack): Promise<OpenedFacts> {
  if (!(await track.canDecode())) {
    const codec = (await track.getCodecParameterString()) ?? (await track.getCodec()) ?? 'an unknown codec';
    throw new StudioFailure('unsupported-codec', `This browser cannot decode ${codec}: the command line can.`);
  }
  if (await track.hasHighDynamicRange()) {
    throw new UnsupportedMediaError('HDR video is tone-mapped by the command line only.');
  }
  const { sample, startSeconds } = await firstShown(track);
  using first = sample;
  const rotation = await track.getRotation();
  const isFlipped = await track.getFlip();
  const { averagePacketRate } = await track.computePacketStats(packetsForRate);
  const sound = await input.getPrimaryAudioTrack();
  const canKeepSound = sound !== null && (await sound.canDecode());
  const { primaries, transfer, matrix, fullRange } = first.colorSpace;
  const form = choosePictureForm({
    codedWidth: first.codedWidth,
    codedHeight: first.codedHeight,
    rotation,
    isFlipped,
    pixelAspect: await track.getPixelAspectRatio(),
    isPlanar420: isPlanar420(first.format),
    colorSpace: { primaries, transfer, matrix, fullRange },
  });
  return {
    form,
    startSeconds,
    endSeconds: await track.computeDuration(),
    framesPerSecond: averagePacketRate > 0 ? averagePacketRate : 30,
    timescale: fineTimescale(await track.getTimeResolution()),
    sound: canKeepSound ? await openSound(sound, startSeconds) : undefined,
    hasForeignSound: sound !== null && !canKeepSound,
    notes: describe(form, rotation !== 0 || isFlipped, (await input.getVideoTracks()).length),
  };
}

/** The first frame that players show: what lies before 0 is hidden by an edit list. */
async function firstShown(
  track: InputVideoTrack,
): Promise<{ readonly sample: VideoSample; readonly startSeconds: number }> {
  for await (const sample of decoded(new VideoSampleSink(track).samples(-hiddenSlackSeconds))) {
    return { sample, startSeconds: sample.timestamp };
  }
  throw new DamagedMediaError('Nothing of this video could be decoded.');
}

/** Samples of a sink; what a decoder throws is told as damage. */
async function* decoded(samples: AsyncGenerator<VideoSample>): AsyncGenerator<VideoSample> {
  try {
    yield* samples;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (error.name === 'AbortError') throw error;
    throw new DamagedMediaError(
      'The video could not be decoded to its end: the command line may hide what is left of it.',
      {
        cause: error,
      },
    );
  }
}

async function openSound(track: InputAudioTrack, startSeconds: number): Promise<SoundTrack> {
  return {
    sampleRate: await track.getSampleRate(),
    channels: await track.getNumberOfChannels(),
    async *samples(signal) {
      for await (const sample of new AudioSampleSink(track).samples(startSeconds)) {
        signal.throwIfAborted();
        using held = sample;
        held.setTimestamp(Math.max(0, held.timestamp - startSeconds));
        yield held.toAudioData();
      }
    },
  };
}

/** Clocks that are too coarse are divided, so that headers can be written in ticks of the video; finer ones are rounded. As in Node. */
function fineTimescale(resolution: number): number {
  const [coarsest, finest] = [10_000, 10_000_000];
  if (resolution > finest || !Number.isInteger(resolution)) return finest;
  return resolution * 2 ** Math.max(0, Math.ceil(Math.log2(coarsest / resolution)));
}

function describe(form: PictureForm, isTurned: boolean, videoCount: number): readonly string[] {
  const notes: string[] = [];
  if (isTurned) notes.push('The rotation that the file asks for was applied.');
  const { codedWidth, codedHeight } = form;
  if (codedWidth % 2 || codedHeight % 2) {
    notes.push(`Odd size ${codedWidth}x${codedHeight}: the last row or column was repeated.`);
  }
  if (videoCount > 1) {
    notes.push(`Of ${videoCount} video tracks, the one that players show is hidden, the others are left out.`);
  }
  return notes;
}
