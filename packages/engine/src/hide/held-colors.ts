import type { Box } from '../frame/box.ts';
import type { PixelFormat } from '../frame/pixel-format.ts';
import type { Region } from '../plan/grow-region.ts';
import { averageCells, bitsPerCell } from './cell-colors.ts';
import type { PlaneLayer } from './plane-box.ts';
import type { Color } from './sample-color.ts';

/** R4: how long colours stay before a track is looked at again. More samples a second would rebuild the face. */
const holdSeconds = 1;

interface Held {
  sampledAtSeconds: number;
  usedAtSeconds: number;
  colors: readonly Color[];
  bits: number;
}

/** The cell colours of each track, and how many bits they have told so far. */
export class HeldColors {
  readonly #tracks = new Map<string, Held>();

  /** The most bits that one track's colours have told, over all its samples. */
  get maxBits(): number {
    let most = 0;
    for (const { bits } of this.#tracks.values()) most = Math.max(most, bits);
    return most;
  }

  /** The track's colours: sampled now where the last sample is old enough, else the ones held. Going back in time samples nothing. */
  colorsOf(
    region: Region,
    cells: readonly (Box | undefined)[],
    layers: readonly PlaneLayer[],
    format: PixelFormat,
    seconds: number,
  ): readonly Color[] {
    const held = this.#tracks.get(region.trackId);
    if (held && seconds < held.sampledAtSeconds + holdSeconds) {
      held.usedAtSeconds = seconds;
      return held.colors;
    }
    const colors = averageCells(layers, cells, format);
    const sampledCells = cells.filter((cell) => cell !== undefined).length;
    const bits = (held?.bits ?? 0) + sampledCells * bitsPerCell(format);
    this.#tracks.set(region.trackId, { sampledAtSeconds: seconds, usedAtSeconds: seconds, colors, bits });
    return colors;
  }

  /** Forgets the tracks that were not asked for since. */
  forgetBefore(seconds: number): void {
    for (const [id, held] of this.#tracks) if (held.usedAtSeconds < seconds) this.#tracks.delete(id);
  }
}
