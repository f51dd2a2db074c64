import { DamagedMediaError, RawFrame } from '@passerby/engine';
import { VideoSample } from 'mediabunny';
import type { MovingSource } from '../media/moving-source.ts';
import { PlaneCopier } from '../video/copy-planes.ts';
import { choosePictureForm, type PictureForm } from '../video/picture-form.ts';
import { pictureBytes, pictureMemory, PicturePool, type PlanarPicture } from '../video/planar-picture.ts';

/** Microseconds are what browsers count in. */
const timescale = 1_000_000;
/** Shown for this long where the file does not say. */
const usualMicroseconds = 100_000;

/** A moving GIF, WebP, PNG or AVIF, decoded by the browser. It is saved as a video: browsers write no animations. */
export class AnimationSource implements MovingSource {
  readonly kind = 'animation';
  readonly form: PictureForm;
  readonly estimatedFrameCount: number;
  durationSeconds: number;
  readonly framesPerSecond: number;
  readonly timescale: number = timescale;
  readonly sound = undefined;
  readonly hasForeignSound = false;
  readonly notes: readonly string[];
  readonly #decoder: ImageDecoder;
  /** When each frame is shown, and the end of the last, in microseconds. */
  readonly #times: readonly number[];
  readonly #pool: PicturePool;

  private constructor(decoder: ImageDecoder, form: PictureForm, times: readonly number[]) {
    this.#decoder = decoder;
    this.#times = times;
    this.form = form;
    this.#pool = new PicturePool(pictureBytes(form));
    this.estimatedFrameCount = times.length - 1;
    this.durationSeconds = (times.at(-1) ?? 0) / timescale;
    this.framesPerSecond = this.estimatedFrameCount / this.durationSeconds;
    this.notes = ['Animations are saved as videos here; the command line keeps their format.'];
  }

  /** Opens an animation; `undefined` where the picture does not move, or this browser cannot tell. The receiver disposes it. */
  static async open(file: Blob, type: string): Promise<AnimationSource | undefined> {
    if (!('ImageDecoder' in self) || !(await ImageDecoder.isTypeSupported(type))) return undefined;
    const decoder = new ImageDecoder({ data: await file.arrayBuffer(), type, preferAnimation: true });
    try {
      await decoder.tracks.ready;
      const track = decoder.tracks.selectedTrack;
      if (track?.animated === true && track.frameCount > 1)
        return await AnimationSource.#read(decoder, track.frameCount);
      decoder.close();
      return undefined;
    } catch (error) {
      decoder.close();
      throw damaged(error);
    }
  }

  static async #read(decoder: ImageDecoder, frameCount: number): Promise<AnimationSource> {
    const times = [0];
    let form: PictureForm | undefined;
    for (let index = 0; index < frameCount; index++) {
      const { image } = await decoder.decode({ frameIndex: index });
      form ??= formOf(image);
      times.push((times.at(-1) ?? 0) + (image.duration ?? usualMicroseconds));
      image.close();
    }
    if (!form) throw new DamagedMediaError('Nothing of this animation could be decoded.');
    return new AnimationSource(decoder, form, times);
  }

  async frameSeconds(): Promise<Float64Array> {
    return Float64Array.from(this.#times.slice(0, -1), (time) => time / timescale);
  }

  async *frames({
    signal,
    fromSeconds = 0,
  }: {
    readonly signal: AbortSignal;
    readonly fromSeconds?: number;
  }): AsyncGenerator<RawFrame<PlanarPicture>> {
    const copier = new PlaneCopier(this.form);
    const from = fromSeconds * timescale;
    const first = Math.max(
      0,
      this.#times.findLastIndex((time, index) => index < this.estimatedFrameCount && time <= from + 1),
    );
    for (let index = first; index < this.estimatedFrameCount; index++) {
      signal.throwIfAborted();
      const picture = await this.#take(index, copier);
      yield new RawFrame(pictureMemory(picture, this.#pool), index, picture.seconds);
    }
  }

  [Symbol.dispose](): void {
    this.#decoder.close();
  }

  async #take(index: number, copier: PlaneCopier): Promise<PlanarPicture> {
    const [start = 0, end = 0] = this.#times.slice(index, index + 2);
    const bytes = this.#pool.take();
    using sample = await this.#decode(index, start);
    await copier.copy(sample, bytes);
    return { bytes, form: this.form, seconds: start / timescale, durationSeconds: (end - start) / timescale };
  }

  async #decode(frameIndex: number, microseconds: number): Promise<VideoSample> {
    try {
      const { image } = await this.#decoder.decode({ frameIndex });
      return new VideoSample(image, { timestamp: microseconds / timescale });
    } catch (error) {
      throw damaged(error);
    }
  }
}

/** Its pictures are drawn: they are RGB, and may be transparent. */
function formOf(image: VideoFrame): PictureForm {
  return choosePictureForm({
    codedWidth: image.visibleRect?.width ?? image.codedWidth,
    codedHeight: image.visibleRect?.height ?? image.codedHeight,
    rotation: 0,
    isFlipped: false,
    pixelAspect: { num: 1, den: 1 },
    isPlanar420: false,
    colorSpace: {},
  });
}

function damaged(error: unknown): unknown {
  if (!(error instanceof DOMException) || error.name === 'AbortError') return error;
  return new DamagedMediaError('This animation could not be decoded to its end.', { cause: error });
}
