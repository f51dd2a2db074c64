import { createCast, deepestFor } from './cast.ts';
import { createRandom } from './random.ts';
import { daylight, type Scene } from './scene.ts';
import { createSet } from './street-set.ts';

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
}

export function arrangeClip(options: ClipOptions): Scene {
  const { seed, width = 640, height = 360, fps = 25, seconds = 6 } = options;
  const random = createRandom(seed).fork('clip');
  const set = createSet(random.fork('set'), {
    width,
    height,
    signs: 2,
    vehicles: 2,
    reach: 0,
    deepest: deepestFor(width, 14),
  });
  const cast = createCast(random.fork('cast'), set);
  cast.cross({ count: 5, smallestHead: 16, largestHead: 60, seconds });
  return {
    width,
    height,
    fps,
    flashes: [],
    shots: [
      {
        seconds,
        view: set.view,
        backdrop: set.backdrop,
        actors: [...set.props, ...cast.actors],
        framing: () => ({ x: width / 2, y: height / 2, zoom: 1, degrees: 0 }),
        light: () => daylight,
      },
    ],
  };
}
