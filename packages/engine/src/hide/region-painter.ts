import type { Box } from '../frame/box.ts';
import type { FramePixels } from '../frame/pixel-format.ts';
import type { Region } from '../plan/grow-region.ts';
import { cellsOf } from './cell-grid.ts';
import { fillBox } from './fill-box.ts';
import { HeldColors } from './held-colors.ts';
import type { ResolvedHideOptions } from './hide-options.ts';
import { layersOf, type PlaneLayer } from './plane-box.ts';
import { parseColor, toSamples, type Color } from './sample-color.ts';
import { smoothCells } from './smooth-cells.ts';

/** Draws effects over regions. Holds the colours of mosaics from frame to frame: one painter for one stream of frames, in order. */
export class RegionPainter {
  readonly #options: Pick<ResolvedHideOptions, 'effect'>;
  readonly #color: Color;
  readonly #held = new HeldColors();

  constructor(options: Pick<ResolvedHideOptions, 'effect' | 'color'>) {
    this.#options = options;
    this.#color = parseColor(options.color);
  }

  /** The most bits that any track's hidden pixels have put into the output. */
  get maxBits(): number {
    return this.#held.maxBits;
  }

  /** Forgets the colours of tracks that were not drawn since: for streams without an end. */
  forgetBefore(seconds: number): void {
    this.#held.forgetBefore(seconds);
  }

  /** Draws over the regions of one frame, in place. @throws UnsupportedMediaError where the planes do not hold the picture that they claim. */
  paint(pixels: FramePixels, regions: readonly Region[], seconds: number): void {
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
