import { PlanError } from '../errors.ts';
import { ActiveTracks } from './active-tracks.ts';
import { boxAt } from './box-at.ts';
import { growFound, snapRegion, type BlockPixels, type Region, type RegionFrame } from './grow-region.ts';
import { checkPlan } from './parse-plan.ts';
import { timeSlackSeconds, type Plan, type PlanMedia, type PlanTrack, type Preset } from './plan.ts';

/** How regions are laid out. */
export interface RegionOptions {
  /** Side of the blocks that regions snap to, in pixels: 2, 8 or 16. Default 16 (R11). Smaller hides less beside the head. */
  readonly blockPixels?: BlockPixels | undefined;
}

/** A plan, ready to be asked for every frame: cheap in order of time, right in any order. */
export class PlanRegions {
  /** What the plan is for. */
  readonly media: PlanMedia;
  readonly #endSeconds: number;
  readonly #preset: Preset;
  readonly #frame: RegionFrame;
  readonly #hidden: ActiveTracks;
  readonly #kept: ActiveTracks;

  /** @throws PlanError where the plan is not valid. */
  constructor(plan: Plan, options: RegionOptions = {}) {
    const { media, settings, tracks } = checkPlan(plan);
    this.media = media;
    this.#endSeconds = media.durationSeconds + timeSlackSeconds;
    this.#preset = settings.preset;
    this.#frame = { width: media.width, height: media.height, blockPixels: options.blockPixels ?? 16 };
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

  #regions(tracks: ActiveTracks, seconds: number): readonly Region[] {
    // Written so that NaN is refused too.
    if (!(seconds >= -timeSlackSeconds && seconds <= this.#endSeconds)) {
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
