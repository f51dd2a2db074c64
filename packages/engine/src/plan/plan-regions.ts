import { z } from 'zod';
import { PlanError } from '../errors.ts';
import { parseOptions } from '../parse-options.ts';
import { ActiveTracks } from './active-tracks.ts';
import { boxAt } from './box-at.ts';
import { defaultBlockPixels, growFound, snapRegion, type Region, type RegionFrame } from './grow-region.ts';
import { checkPlan } from './parse-plan.ts';
import { timeSlackSeconds, type Plan, type PlanMedia, type PlanTrack, type Preset } from './plan.ts';

/** Schema of {@link RegionOptions}: the one place for ranges and defaults. */
export const regionOptionsSchema = z.strictObject({
  /**
   * Side of the blocks that regions snap to, in pixels: 2, 8 or 16. Default 8 for a photo, 16 for a video (R11): codecs spread what
   * is in a block over all of it. Smaller hides less beside heads; for inputs that were never compressed.
   */
  blockPixels: z.literal([2, 8, 16]).optional(),
});

/** How regions are laid out. */
export type RegionOptions = Readonly<z.input<typeof regionOptionsSchema>>;

/** A plan, ready to be asked for every frame: cheap in order of time, right in any order. */
export class PlanRegions {
  /** What the plan is for. */
  readonly media: PlanMedia;
  readonly #endSeconds: number;
  readonly #preset: Preset;
  readonly #frame: RegionFrame;
  readonly #hidden: ActiveTracks;
  readonly #kept: ActiveTracks;

  /**
   * @throws PlanError where the plan is not valid.
   * @throws OptionsError where an option is outside its range.
   */
  constructor(plan: Plan, options: RegionOptions = {}) {
    const { media, settings, tracks } = checkPlan(plan);
    const resolved = parseOptions(regionOptionsSchema, options, 'region options');
    const blockPixels = resolved.blockPixels ?? defaultBlockPixels(media.frameCount);
    this.media = media;
    this.#endSeconds = media.durationSeconds + timeSlackSeconds;
    this.#preset = settings.preset;
    this.#frame = { width: media.width, height: media.height, blockPixels };
    this.#hidden = new ActiveTracks(tracks.filter((track) => !track.keep));
    this.#kept = new ActiveTracks(tracks.filter((track) => track.keep));
  }

  /**
   * What is hidden at this moment (seconds from the first frame shown), in the order of the tracks' starts.
   * @throws PlanError outside the plan's time: an empty list means that nothing is to be hidden, never that nothing is known.
   */
  at(seconds: number): readonly Region[] {
    return this.#regions(this.#hidden, seconds);
  }

  /**
   * Where kept tracks are at this moment: visible on purpose, unless a region of {@link at} covers them.
   * @throws PlanError outside the plan's time.
   */
  keptAt(seconds: number): readonly Region[] {
    return this.#regions(this.#kept, seconds);
  }

  /** Whether this moment is within the plan's time, so that {@link at} may be asked. */
  covers(seconds: number): boolean {
    return seconds >= -timeSlackSeconds && seconds <= this.#endSeconds;
  }

  #regions(tracks: ActiveTracks, seconds: number): readonly Region[] {
    // NaN is refused, too.
    if (!this.covers(seconds)) {
      throw new PlanError(`Expected a moment within the plan's time, received ${seconds} s.`);
    }
    return tracks.at(seconds).flatMap((track) => this.#region(track, seconds) ?? []);
  }

  #region(track: PlanTrack, seconds: number): Region | undefined {
    const grown = growFound(track.kind, boxAt(track, seconds), this.#preset);
    const box = snapRegion(grown, this.#frame);
    return box && { trackId: track.id, kind: track.kind, box, grown };
  }
}
