import {
  createHider,
  EngineError,
  lookAtFrames,
  PlanError,
  type EffectReport,
  type FrameSink,
  type FrameSource,
  type Hider,
  type LookDetectors,
  type Plan,
  type RawFrame,
} from '@passerby/engine';
import { JobError } from '../job/job-error.ts';
import { randomId } from '../random-id.ts';
import type { LookedAt, LookingOptions, Media, WalkOptions, WriteOptions } from './media.ts';

/** Frames of a video or an animation, and what is known of them. */
export interface MovingSource<Native> extends FrameSource<Native>, Disposable {
  /** For progress only; 0 where nothing is known. */
  readonly estimatedFrameCount: number;
  readonly notes: readonly string[];
  /** What was wrong in the last complete reading. */
  readonly warnings: readonly string[];
  /** From the first frame shown to the end of the last, in the last complete reading. */
  readonly durationSeconds: number;
}

/** How one kind of moving picture is read and written. */
export interface MovingFormat<Native, Source extends MovingSource<Native>> {
  readonly kind: 'animation' | 'video';
  /** The ending of its output, with the dot. */
  extensionOf(source: Source): string;
  open(file: string, purpose: 'look' | 'hide'): Promise<Source>;
  createSink(path: string, source: Source, write: WriteOptions): Promise<FrameSink<Native>>;
}

/** A video or an animation: read once to look, once to hide. */
export class MovingMedia<Native, Source extends MovingSource<Native>> implements Media {
  readonly kind: 'animation' | 'video';
  readonly width: number;
  readonly height: number;
  readonly extension: string;
  readonly notes: readonly string[];
  readonly #file: string;
  readonly #format: MovingFormat<Native, Source>;
  readonly #source: Source;
  readonly #warnings = new Set<string>();

  private constructor(file: string, format: MovingFormat<Native, Source>, source: Source) {
    this.#file = file;
    this.#format = format;
    this.#source = source;
    this.kind = format.kind;
    this.extension = format.extensionOf(source);
    ({ width: this.width, height: this.height, notes: this.notes } = source);
  }

  /** Opens a file of this format. @throws UnsupportedMediaError, DamagedMediaError */
  static async open<Native, Source extends MovingSource<Native>>(
    file: string,
    format: MovingFormat<Native, Source>,
  ): Promise<MovingMedia<Native, Source>> {
    return new MovingMedia(file, format, await format.open(file, 'look'));
  }

  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  async look(detectors: LookDetectors, { signal, onProgress, strict }: LookingOptions): Promise<LookedAt> {
    const total = this.#source.estimatedFrameCount || undefined;
    const { tracks, frameCount } = await lookAtFrames(this.#source.frames({ signal }), detectors, {
      randomId,
      strict,
      signal,
      onProgress: (done) => onProgress(done, total),
    });
    for (const warning of this.#source.warnings) this.#warnings.add(warning);
    // The memory of the frames that were looked at would stand beside the encoder's.
    this.#source[Symbol.dispose]();
    return { tracks, frameCount, durationSeconds: this.#source.durationSeconds };
  }

  async writeHidden(plan: Plan, path: string, write: WriteOptions, walk: WalkOptions): Promise<EffectReport> {
    using source = await this.#format.open(this.#file, 'hide');
    await using sink = await this.#format.createSink(path, source, write);
    const hider = createHider(plan, { ...write.hide, signal: walk.signal });
    let done = 0;
    for await (const raw of source.frames({ signal: walk.signal })) {
      await writeFrame(raw, hider, sink);
      walk.onProgress(++done, plan.media.frameCount);
    }
    if (done !== plan.media.frameCount) {
      throw new PlanError(`Expected the ${plan.media.frameCount} frames that the plan covers, received ${done}.`);
    }
    await sink.finish();
    for (const warning of source.warnings) this.#warnings.add(warning);
    return hider.report();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#source[Symbol.dispose]();
  }
}

/** Takes the frame. @throws JobError that tells the frame where the encoder refuses it. */
async function writeFrame<Native>(raw: RawFrame<Native>, hider: Hider, sink: FrameSink<Native>): Promise<void> {
  const hidden = hider.hide(raw);
  try {
    await sink.write(hidden);
  } catch (error) {
    // The engine's own errors, and those of the disk, are sentences for people already.
    if (!(error instanceof Error) || error instanceof EngineError || 'code' in error) throw error;
    const message = `Writing the hidden copy failed at frame ${raw.index}: ${error.message}`;
    throw new JobError('unexpected', message, { details: error.stack, cause: error });
  }
}
