import { PlanError } from '../errors.ts';
import type { Box } from '../frame/box.ts';
import type { FramePixels } from '../frame/pixel-format.ts';
import { takeMemory, type FrameMemory, type RawFrame } from '../frame/raw-frame.ts';
import { parseOptions } from '../parse-options.ts';
import type { Region } from '../plan/grow-region.ts';
import { PlanRegions } from '../plan/plan-regions.ts';
import type { Plan } from '../plan/plan.ts';
import { cellsOf } from './cell-grid.ts';
import { fillBox } from './fill-box.ts';
import { HeldColors } from './held-colors.ts';
import { HiddenFrame } from './hidden-frame.ts';
import { hideOptionsSchema, type Effect, type HideOptions, type ResolvedHideOptions } from './hide-options.ts';
import { layersOf, type PlaneLayer } from './plane-box.ts';
import { parseColor, toSamples, type Color } from './sample-color.ts';
import { smoothCells } from './smooth-cells.ts';

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
  readonly #color: Color;
  readonly #held = new HeldColors();

  constructor(plan: Plan, options: ResolvedHideOptions) {
    this.#options = options;
    this.#regions = new PlanRegions(plan, { blockPixels: options.blockPixels });
    this.#color = parseColor(options.color);
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
    return { effect: this.#options.effect, maxBitsPerTrack: this.#held.maxBits };
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
    this.#drawRegions(pixels, regions, seconds);
    return pixels;
  }

  #drawRegions(pixels: FramePixels, regions: readonly Region[], seconds: number): void {
    const layers = layersOf(pixels);
    const isSolid = ({ kind }: Region): boolean => this.#options.effect === 'solid' || kind !== 'face';
    const solids = regions.filter(isSolid).map(({ box }) => box);
    const mosaics = regions.filter((region) => !isSolid(region));
    const color = toSamples(this.#color, pixels.format);
    this.#fill(layers, solids, color);
    if (mosaics.length === 0) return;
    this.#drawMosaics(layers, mosaics, pixels, seconds);
    // Mosaics were averaged over the solid regions and may lie over them now.
    this.#fill(layers, solids, color);
  }

  #fill(layers: readonly PlaneLayer[], boxes: readonly Box[], samples: readonly number[]): void {
    for (const box of boxes) fillBox(layers, box, samples);
  }

  /** All are averaged before any is drawn, and drawn in the order of their ids: the plan's order changes nothing. */
  #drawMosaics(layers: readonly PlaneLayer[], regions: readonly Region[], pixels: FramePixels, seconds: number): void {
    const drawings = regions
      .toSorted((a, b) => (a.trackId < b.trackId ? -1 : 1))
      .map((region) => {
        const cells = cellsOf(region);
        const colors = this.#held.colorsOf(region, cells, layers, pixels.format, seconds);
        return { region, cells, samples: colors.map((color) => toSamples(color, pixels.format)) };
      });
    for (const { region, cells, samples } of drawings) {
      if (this.#options.effect === 'blur') smoothCells(layers, region, samples);
      else fillCells(layers, cells, samples);
    }
  }
}

function fillCells(
  layers: readonly PlaneLayer[],
  cells: readonly (Box | undefined)[],
  colors: readonly (readonly number[])[],
): void {
  for (const [index, cell] of cells.entries()) {
    const color = colors[index];
    if (cell && color) fillBox(layers, cell, color);
  }
}
