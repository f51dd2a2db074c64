import {
  createHider,
  lookAtFrames,
  PlanError,
  UnsupportedMediaError,
  type EffectReport,
  type LookDetectors,
  type Plan,
  type RawFrame,
} from '@passerby/engine';
import { StudioFailure } from '../job/job-failure.ts';
import type { MediaFacts } from '../job/studio-job.ts';
import { randomId } from '../random-id.ts';
import type { ScratchFile } from '../storage/scratch-file.ts';
import { listEncoders, type ChosenEncoder } from '../video/choose-encoder.ts';
import type { PlanarPicture } from '../video/planar-picture.ts';
import { SoundEncoder } from '../video/encode-sound.ts';
import { createVideoSink } from '../video/video-sink.ts';
import { FrameCursor } from './frame-cursor.ts';
import type { MovingSource } from './moving-source.ts';
import type { LookedAtFrames, OpenMedia, Walk, WriteSettings } from './open-media.ts';

/** A video or an animation: read once to look, once to hide. */
export class MovingMedia implements OpenMedia {
  readonly facts: MediaFacts;
  readonly #source: MovingSource;
  readonly #encoders: readonly ChosenEncoder[];
  readonly #cursor: FrameCursor;

  private constructor(source: MovingSource, encoders: readonly ChosenEncoder[]) {
    this.#source = source;
    this.#encoders = encoders;
    this.#cursor = new FrameCursor(source);
    const { kind, form, estimatedFrameCount, durationSeconds, sound, hasForeignSound, notes } = source;
    this.facts = {
      kind,
      width: form.width,
      height: form.height,
      estimatedFrameCount,
      durationSeconds,
      hasSound: sound !== undefined || hasForeignSound,
      formats: encoders.map(({ format }) => format),
      notes,
    };
  }

  /** Takes the source. @throws StudioFailure where this browser has no encoder for its size. */
  static async open(source: MovingSource): Promise<MovingMedia> {
    const { width, height } = source.form;
    const encoders = await listEncoders({ width, height, framesPerSecond: source.framesPerSecond });
    if (encoders.length > 0) return new MovingMedia(source, encoders);
    source[Symbol.dispose]();
    throw new StudioFailure(
      'unsupported-codec',
      `This browser has no video encoder for ${width} x ${height}: the command line has.`,
    );
  }

  async look(detectors: LookDetectors, { signal, onProgress }: Walk): Promise<LookedAtFrames> {
    const total = this.#source.estimatedFrameCount;
    const times: number[] = [];
    const { tracks, cutSeconds } = await lookAtFrames(noteTimes(this.#source.frames({ signal }), times), detectors, {
      randomId,
      signal,
      onProgress: (done) => onProgress(done, total),
    });
    const { durationSeconds } = this.#source;
    return { tracks, cutSeconds, frameSeconds: Float64Array.from(times), durationSeconds };
  }

  frameSeconds(signal: AbortSignal): Promise<Float64Array> {
    return this.#source.frameSeconds(signal);
  }

  frameAt(seconds: number, signal: AbortSignal): Promise<RawFrame> {
    return this.#cursor.frameAt(seconds, signal);
  }

  framesFrom(seconds: number, signal: AbortSignal): AsyncIterable<RawFrame> {
    return this.#source.frames({ signal, fromSeconds: seconds });
  }

  async writeHidden(plan: Plan, file: ScratchFile, write: WriteSettings, walk: Walk): Promise<EffectReport> {
    const encoder = this.#encoders.find(({ format }) => format === write.format);
    if (!encoder) throw new UnsupportedMediaError(`This browser cannot write ${write.format} of this size.`);
    const { form, timescale } = this.#source;
    const sound = write.sound === 'keep' ? await this.#openSound(walk.signal) : undefined;
    await using sink = createVideoSink(file, { encoder, form, timescale, sound });
    const hider = createHider(plan, { ...write.hide, signal: walk.signal });
    let done = 0;
    for await (const raw of this.#source.frames({ signal: walk.signal })) {
      await sink.write(hider.hide(raw));
      walk.onProgress(++done, plan.media.frameCount);
    }
    if (done !== plan.media.frameCount) {
      throw new PlanError(`Expected the ${plan.media.frameCount} frames that the plan covers, received ${done}.`);
    }
    await sink.finish();
    return hider.report();
  }

  async #openSound(signal: AbortSignal): Promise<SoundEncoder | undefined> {
    const { sound, hasForeignSound } = this.#source;
    if (hasForeignSound) {
      throw new StudioFailure(
        'unsupported-codec',
        'This browser cannot decode the sound of this file: the command line can keep it.',
      );
    }
    return sound && SoundEncoder.open(sound, signal);
  }

  [Symbol.dispose](): void {
    this.#cursor[Symbol.dispose]();
    this.#source[Symbol.dispose]();
  }
}

/** Passes frames on and notes when they are shown. */
async function* noteTimes(
  frames: AsyncIterable<RawFrame<PlanarPicture>>,
  times: number[],
): AsyncGenerator<RawFrame<PlanarPicture>> {
  for await (const frame of frames) {
    times.push(frame.seconds);
    yield frame;
  }
}
