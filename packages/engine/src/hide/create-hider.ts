import { PlanError } from '../errors.ts';
import type { FramePixels } from '../frame/pixel-format.ts';
import { takeMemory, type FrameMemory, type RawFrame } from '../frame/raw-frame.ts';
import { parseOptions } from '../parse-options.ts';
import { PlanRegions } from '../plan/plan-regions.ts';
import type { Plan } from '../plan/plan.ts';
import { HiddenFrame } from './hidden-frame.ts';
import { hideOptionsSchema, type Effect, type HideOptions, type ResolvedHideOptions } from './hide-options.ts';
import { RegionPainter } from './region-painter.ts';

/** What an effect leaves of the hidden pixels (R24, B9). */
export interface EffectReport {
  readonly effect: Effect;
  /** The most bits that any track's hidden pixels have put into the output: 0 for `solid`. */
  readonly maxBitsPerTrack: number;
}

/** Hides one file's frames. Holds the colours of mosaics from frame to frame, so one hider goes over one file once, in order. */
export interface Hider {
  /**
   * Takes `raw`, which is freed where this throws; gives the hidden frame.
   * @throws PlanError where the frame is outside the plan's time or of another size.
   * @throws UnsupportedMediaError where the frame's planes do not hold the picture that they claim.
   */
  hide<Native>(raw: RawFrame<Native>): HiddenFrame<Native>;
  /** What the effect has left so far. */
  report(): EffectReport;
}

/**
 * The one way from a raw frame to a hidden one.
 * @throws PlanError where the plan is not valid.
 * @throws OptionsError where an option is outside its range.
 */
export function createHider(plan: Plan, options: HideOptions = {}): Hider {
  return new PlanHider(plan, parseOptions(hideOptionsSchema, options, 'hide options'));
}

class PlanHider implements Hider {
  readonly #options: ResolvedHideOptions;
  readonly #regions: PlanRegions;
  readonly #painter: RegionPainter;

  constructor(plan: Plan, options: ResolvedHideOptions) {
    this.#options = options;
    this.#regions = new PlanRegions(plan, { blockPixels: options.blockPixels });
    this.#painter = new RegionPainter(options);
  }

  hide<Native>(raw: RawFrame<Native>): HiddenFrame<Native> {
    const memory = raw[takeMemory]();
    try {
      this.#options.signal?.throwIfAborted();
      return HiddenFrame.from(memory, this.#draw(memory, raw.seconds), raw.index, raw.seconds);
    } catch (error) {
      memory.free();
      throw error;
    }
  }

  report(): EffectReport {
    return { effect: this.#options.effect, maxBitsPerTrack: this.#painter.maxBits };
  }

  /** The samples to show: the ones drawn over, or the memory's own where nothing is to be hidden. */
  #draw(memory: FrameMemory<unknown>, seconds: number): FramePixels {
    const { width, height } = memory.pixels;
    const planned = this.#regions.media;
    if (width !== planned.width || height !== planned.height) {
      throw new PlanError(
        `Expected a ${planned.width} x ${planned.height} frame, as the plan says, received ${width} x ${height}.`,
      );
    }
    const regions = this.#regions.at(seconds);
    if (regions.length === 0) return memory.pixels;
    const pixels = memory.writable();
    this.#painter.paint(pixels, regions, seconds);
    return pixels;
  }
}
