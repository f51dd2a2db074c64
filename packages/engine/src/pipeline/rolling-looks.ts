import { detect, type Detector } from '../detect/detector.ts';
import type { Detection } from '../detect/detection.ts';
import type { Box } from '../frame/box.ts';
import type { RawFrame } from '../frame/raw-frame.ts';
import { coverWhole, findChangedAreas } from '../track/changed-areas.ts';
import type { PastFrame } from '../track/frame-history.ts';
import type { LumaPicture } from '../track/luma-picture.ts';
import { takeOver } from './take-over.ts';

/** Times are sums of fractions. */
const slackSeconds = 1e-6;

/** Options of {@link RollingLooks}. */
export interface RollingLooksOptions {
  /** The whole picture is looked at this often, in seconds, even where nothing changes. */
  readonly wholeEverySeconds: number;
}

/** What is known of the picture: what each part of it looked like when it was looked at last, and what was found then. */
interface Known {
  readonly wholeSeconds: number;
  readonly lumas: readonly LumaPicture[];
  readonly found: readonly Detection[];
}

/**
 * Looks at a live stream, one look after another, each at what changed since that part of the picture was looked at last. Changes too slow for one
 * look add up until they are seen. A detection is taken over only where nothing of it changed; what changed in part is looked at as a whole.
 */
export class RollingLooks {
  readonly #detector: Detector;
  readonly #wholeEverySeconds: number;
  #known: Known | undefined;

  constructor(detector: Detector, { wholeEverySeconds }: RollingLooksOptions) {
    this.#detector = detector;
    this.#wholeEverySeconds = wholeEverySeconds;
  }

  /**
   * Gives what is in a frame. Borrows the frame; call again only after the promise settled. `past`: what is remembered of it.
   * @throws whatever the detector throws; the next look then sees the whole picture.
   */
  async look(frame: RawFrame, past: PastFrame): Promise<readonly Detection[]> {
    const known = this.#known;
    const areas = known && this.#areasSince(known, past);
    this.#known = undefined;
    // Who comes changes an area as large as they are, and areas hold what was found in them before.
    const seen = await this.#detector[detect](frame.view, { areas, isBoundByAreas: true });
    const found = known && areas ? takeOver(known.found, areas, seen) : seen;
    this.#known =
      known && areas
        ? { ...known, lumas: patchLumas(known.lumas, past.lumas, areas), found }
        : { wholeSeconds: past.seconds, lumas: past.lumas.map(copyLuma), found };
    return found;
  }

  /** What changed; `undefined` where the whole picture is to be looked at. */
  #areasSince({ wholeSeconds, lumas, found }: Known, { seconds, lumas: now }: PastFrame): readonly Box[] | undefined {
    if (seconds - wholeSeconds >= this.#wholeEverySeconds - slackSeconds) return undefined;
    const changed = findChangedAreas(lumas, now);
    return (
      changed &&
      coverWhole(
        changed,
        found.map(({ box }) => box),
      )
    );
  }
}

function copyLuma({ data, ...luma }: LumaPicture): LumaPicture {
  return { ...luma, data: data.slice() };
}

/** The pictures with these areas of the frame taken from `now`, in place. */
function patchLumas(
  lumas: readonly LumaPicture[],
  now: readonly LumaPicture[],
  areas: readonly Box[],
): readonly LumaPicture[] {
  for (const [level, luma] of lumas.entries()) {
    const source = now[level];
    if (!source) continue;
    for (const area of areas) {
      const left = Math.max(0, Math.floor(area.x / luma.step));
      const right = Math.min(luma.width, Math.ceil((area.x + area.width) / luma.step));
      const bottom = Math.min(luma.height, Math.ceil((area.y + area.height) / luma.step));
      for (let y = Math.max(0, Math.floor(area.y / luma.step)); y < bottom; y++) {
        const from = y * luma.width;
        luma.data.set(source.data.subarray(from + left, from + right), from + left);
      }
    }
  }
  return lumas;
}
