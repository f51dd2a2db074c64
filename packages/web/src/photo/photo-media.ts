import {
  createHider,
  lookAtPicture,
  RawFrame,
  UnsupportedMediaError,
  viewPixels,
  type EffectReport,
  type FrameMemory,
  type FramePixels,
  type LookDetectors,
  type PictureView,
  type Plan,
} from '@passerby/engine';
import type { MediaFacts } from '../job/studio-job.ts';
import type { LookedAtFrames, OpenMedia, Walk, WriteSettings } from '../media/open-media.ts';
import { randomId } from '../random-id.ts';
import type { ScratchFile } from '../storage/scratch-file.ts';
import { decodePhoto } from './decode-photo.ts';
import { writePhoto, type PhotoPixels } from './write-photo.ts';

/** A photo: decoded once and held; whoever hides it gets a copy. */
export class PhotoMedia implements OpenMedia {
  readonly facts: MediaFacts;
  readonly #pixels: PhotoPixels;
  #view: PictureView | undefined;

  private constructor(pixels: PhotoPixels, format: 'jpeg' | 'png' | 'webp', notes: readonly string[]) {
    this.#pixels = pixels;
    const formats = [...new Set([format, 'jpeg', 'png', 'webp'] as const)];
    this.facts = {
      kind: 'photo',
      width: pixels.width,
      height: pixels.height,
      estimatedFrameCount: 1,
      durationSeconds: 0,
      hasSound: false,
      formats,
      notes,
    };
  }

  /** Opens and decodes a photo. @throws UnsupportedMediaError, DamagedMediaError, StudioFailure with code `out-of-memory` */
  static async open(file: Blob): Promise<PhotoMedia> {
    const { pixels, format, notes } = await decodePhoto(file);
    return new PhotoMedia(pixels, format, notes);
  }

  async look(detectors: LookDetectors, { signal, onProgress }: Walk): Promise<LookedAtFrames> {
    const tracks = await lookAtPicture(this.#viewed(), detectors, { randomId, signal });
    onProgress(1, 1);
    return { tracks, frameSeconds: Float64Array.of(0), cutSeconds: [], durationSeconds: 0 };
  }

  async frameSeconds(): Promise<Float64Array> {
    return Float64Array.of(0);
  }

  async frameAt(): Promise<RawFrame<PhotoPixels>> {
    return new RawFrame(new PhotoMemory(this.#pixels, this.#viewed()), 0, 0);
  }

  async *framesFrom(): AsyncGenerator<RawFrame<PhotoPixels>> {
    yield await this.frameAt();
  }

  async writeHidden(
    plan: Plan,
    file: ScratchFile,
    { hide, format }: WriteSettings,
    { signal, onProgress }: Walk,
  ): Promise<EffectReport> {
    if (format !== 'jpeg' && format !== 'png' && format !== 'webp') {
      throw new UnsupportedMediaError(`Expected jpeg, png or webp for a photo, received ${format}.`);
    }
    const hider = createHider(plan, { ...hide, signal });
    using hidden = hider.hide(await this.frameAt());
    await file.write(await writePhoto(hidden, format), 0);
    onProgress(1, 1);
    return hider.report();
  }

  [Symbol.dispose](): void {
    this.#view = undefined;
  }

  #viewed(): PictureView {
    return (this.#view ??= viewPixels(toFramePixels(this.#pixels)));
  }
}

/** The photo's own pixels to read; a copy to write. */
class PhotoMemory implements FrameMemory<PhotoPixels> {
  readonly pixels: FramePixels;
  readonly view: PictureView;
  #native: PhotoPixels;

  constructor(pixels: PhotoPixels, view: PictureView) {
    this.#native = pixels;
    this.pixels = toFramePixels(pixels);
    this.view = view;
  }

  /** What is written out: the copy, once there is one. */
  get native(): PhotoPixels {
    return this.#native;
  }

  writable(): FramePixels {
    this.#native = { ...this.#native, data: this.#native.data.slice() };
    return toFramePixels(this.#native);
  }

  free(): void {}
}

function toFramePixels({ data, width, height }: PhotoPixels): FramePixels {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return {
    width,
    height,
    format: { layout: 'rgba', bitDepth: 8, range: 'full', matrix: 'bt709' },
    planes: [{ data: bytes, stride: width * 4, width, height }],
  };
}
