import { createHider, lookAtPicture, type EffectReport, type LookDetectors, type Plan } from '@passerby/engine';
import { openPhoto, type Photo } from '../photo/open-photo.ts';
import { writePhoto, type PhotoOutputFormat } from '../photo/write-photo.ts';
import { randomId } from '../random-id.ts';
import type { LookedAt, Media, WalkOptions, WriteOptions } from './media.ts';

const extensions: Readonly<Record<PhotoOutputFormat, string>> = { jpeg: '.jpg', png: '.png', webp: '.webp' };

/** A photo. Decoded once for looking and hiding; again only where verify asks for another round. */
export class PhotoMedia implements Media {
  readonly kind = 'photo';
  readonly width: number;
  readonly height: number;
  readonly extension: string;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  readonly #file: string;
  #photo: Photo | undefined;

  private constructor(file: string, photo: Photo) {
    this.#file = file;
    this.#photo = photo;
    ({ width: this.width, height: this.height } = photo.frame.pixels);
    this.extension = extensions[photo.outputFormat];
    this.warnings = photo.isDamaged ? ['The file is damaged: what could be decoded of it was hidden.'] : [];
    this.notes = photo.notes;
  }

  /** Opens and decodes a photo. @throws UnsupportedMediaError, DamagedMediaError */
  static async open(file: string): Promise<PhotoMedia> {
    return new PhotoMedia(file, await openPhoto(file));
  }

  async look(detectors: LookDetectors, { signal, onProgress }: WalkOptions): Promise<LookedAt> {
    const photo = await this.#decoded();
    const tracks = await lookAtPicture(photo.frame.view, detectors, { randomId, signal });
    onProgress(1, 1);
    return { tracks, frameCount: 1, durationSeconds: 0 };
  }

  async writeHidden(
    plan: Plan,
    path: string,
    write: WriteOptions,
    { signal, onProgress }: WalkOptions,
  ): Promise<EffectReport> {
    const { frame, outputFormat, isLossless } = await this.#decoded();
    // Hiding draws into the decoded pixels: another round decodes anew.
    this.#photo = undefined;
    const hider = createHider(plan, { ...write.hide, signal });
    using hidden = hider.hide(frame);
    await writePhoto(path, hidden, outputFormat, { isLossless });
    onProgress(1, 1);
    return hider.report();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#photo?.[Symbol.dispose]();
    this.#photo = undefined;
  }

  async #decoded(): Promise<Photo> {
    this.#photo ??= await openPhoto(this.#file);
    return this.#photo;
  }
}
