import { createRandom } from '../random.ts';
import type { Scene } from '../film/scene.ts';
import { arrangers, type Stratum } from './strata.ts';

export interface ClipOptions {
  /** The same seed gives the same clip. */
  readonly seed: number | string;
  /** Pixels, even, default 640. */
  readonly width?: number;
  /** Pixels, even, default 360. */
  readonly height?: number;
  /** Whole frames per second, default 25. */
  readonly fps?: number;
  /** Length, default 6. */
  readonly seconds?: number;
  /** What makes the clip hard. Default `'street'`: a bit of everything but cuts, pans and dusk; `'demo'`: something of all. */
  readonly stratum?: Stratum | 'demo' | 'throng';
}

export function arrangeClip(options: ClipOptions): Scene {
  const { seed, width = 640, height = 360, fps = 25, seconds = 6, stratum = 'street' } = options;
  const random = createRandom(seed).fork(stratum);
  return { width, height, fps, ...arrangers[stratum]({ random, width, height, seconds }) };
}
